// Settings of the connection, prepared requests, report for the status page.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

import { log } from "./log.js";

const FILE = new URL("./config/carrier.json", import.meta.url);

/** A text that shows itself to nobody who does not ask for it by name. */
class Hidden {
  #text;

  constructor(text) {
    this.#text = text;
  }

  reveal() {
    return this.#text;
  }

  toJSON() {
    return "(hidden)";
  }

  toString() {
    return "(hidden)";
  }
}

class Problem extends Error {}

const text = (name) => (value) => {
  if (typeof value !== "string") throw new Problem(`${name} is no text`);
  return value;
};

const hidden = (name) => (value) => new Hidden(text(name)(value));

const address = (name) => (value) => {
  let found = null;
  try {
    found = new URL(text(name)(value));
  } catch {
    // Told below.
  }
  if (found === null || !["http:", "https:"].includes(found.protocol)) throw new Problem(`${name} is no http or https address`);
  return found;
};

const integer = (name, low, high) => (value) => {
  const number = typeof value === "string" ? Number(value) : value;
  if (!Number.isInteger(number) || number < low || number > high) throw new Problem(`${name} is not from ${low} to ${high}`);
  return number;
};

const TABLE = {
  url: { take: address("url") },
  account: { take: text("account") },
  password: { take: hidden("password") },
  signing_key: { take: hidden("signing_key") },
  proxy: { take: (value) => new Hidden((address("proxy")(value), value)), fallback: new Hidden(null) },
  region: { take: text("region"), fallback: "eu" },
  timeout_ms: { take: integer("timeout_ms", 100, 60_000), fallback: 5000 },
  retries: { take: integer("retries", 0, 10), fallback: 2 },
};

const isGiven = (value) => value !== undefined && value !== null && value !== "";

function load(env) {
  const file = objectIn(readFileSync(FILE, "utf8"));
  const settings = {};
  const sources = {};
  for (const [name, { take, fallback }] of Object.entries(TABLE)) {
    const variable = env[`CARRIER_${name.toUpperCase()}`];
    if (isGiven(variable)) {
      settings[name] = take(variable);
      sources[name] = "environment";
    } else if (isGiven(file[name])) {
      settings[name] = take(file[name]);
      sources[name] = "file";
    } else if (fallback !== undefined) {
      settings[name] = fallback;
      sources[name] = "default";
    } else {
      throw new Problem(`${name} is required and not given`);
    }
  }
  return { settings, sources };
}

function objectIn(content) {
  try {
    const found = JSON.parse(content);
    if (typeof found === "object" && found !== null && !Array.isArray(found)) return found;
  } catch {
    // Told below.
  }
  throw new Problem("there is no JSON object in config/carrier.json");
}

function loadOrLog(env) {
  try {
    return load(env).settings;
  } catch (error) {
    log("carrier.problem", { message: error.message });
    throw error;
  }
}

const baseOf = (url) => url.href.replace(/\/+$/, "");

const authorization = ({ account, password }) =>
  `Basic ${Buffer.from(`${account}:${password.reveal()}`).toString("base64")}`;

/** What the HTTP client needs to know. */
export function clientSettings(env) {
  const settings = loadOrLog(env);
  const { url, account, proxy, region, timeout_ms, retries } = settings;
  const headers = { authorization: authorization(settings) };
  return { base_url: baseOf(url), account, proxy: proxy.reveal(), region, timeout_ms, retries, headers };
}

/** One request, ready to be sent. */
export function prepareRequest(env, method, path, body) {
  const settings = loadOrLog(env);
  const url = baseOf(settings.url) + path;
  const headers = { authorization: authorization(settings) };
  if (body !== null) {
    headers["x-signature"] = createHmac("sha256", settings.signing_key.reveal()).update(body).digest("hex");
  }
  log("carrier.request", { method, ...settings, url });
  return { method, url, headers, body };
}

/** What the status page shows. */
export function connectionReport(env) {
  try {
    const { settings, sources } = load(env);
    const { url, account } = settings;
    const port = Number(url.port || { "http:": 80, "https:": 443 }[url.protocol]);
    const shown = JSON.parse(JSON.stringify({ ...settings, url: url.pathname }));
    return { ok: true, host: url.hostname, port, account, settings: shown, sources };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.message };
    throw error;
  }
}
