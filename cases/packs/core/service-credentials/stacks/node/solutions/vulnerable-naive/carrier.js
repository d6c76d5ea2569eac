// Settings of the connection, prepared requests, report for the status page.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

import { log } from "./log.js";

const FILE = new URL("./config/carrier.json", import.meta.url);
const REQUIRED = ["url", "account", "password", "signing_key"];
const DEFAULTS = { proxy: null, region: "eu", timeout_ms: 5000, retries: 2 };
const LIMITS = { timeout_ms: [100, 60_000], retries: [0, 10] };

/** What the HTTP client needs to know. */
export function clientSettings(env) {
  const { url, account, password, proxy, region, timeout_ms, retries } = checked(env);
  const authorization = `Basic ${Buffer.from(`${account}:${password}`).toString("base64")}`;
  return { base_url: url.replace(/\/+$/, ""), account, proxy, region, timeout_ms, retries, headers: { authorization } };
}

/** One request, ready to be sent. */
export function prepareRequest(env, method, path, body) {
  const { base_url, account, headers, ...settings } = clientSettings(env);
  const url = base_url + path;
  if (body !== null) {
    headers["x-signature"] = createHmac("sha256", load(env).settings.signing_key).update(body).digest("hex");
  }
  log("carrier.request", { method, url, account, headers, ...settings });
  return { method, url, headers, body };
}

/** What the status page shows. */
export function connectionReport(env) {
  try {
    const { settings, sources } = load(env);
    const { hostname, port, protocol } = new URL(settings.url);
    const shown = Number(port) || (protocol === "https:" ? 443 : 80);
    return { ok: true, host: hostname, port: shown, account: settings.account, settings, sources };
  } catch (error) {
    return { ok: false, problem: error.message };
  }
}

function checked(env) {
  try {
    return load(env).settings;
  } catch (error) {
    log("carrier.problem", { message: error.message });
    throw error;
  }
}

function load(env) {
  const file = fromFile();
  const settings = {};
  const sources = {};
  for (const name of [...REQUIRED, ...Object.keys(DEFAULTS)]) {
    const variable = env[`CARRIER_${name.toUpperCase()}`];
    if (variable) {
      settings[name] = name in LIMITS ? Number(variable) : variable;
      sources[name] = "environment";
    } else if (file[name] !== undefined && file[name] !== null && file[name] !== "") {
      settings[name] = file[name];
      sources[name] = "file";
    } else if (REQUIRED.includes(name)) {
      throw new Error(`${name} is missing`);
    } else {
      settings[name] = DEFAULTS[name];
      sources[name] = "default";
    }
  }
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    if (!Number.isInteger(settings[name]) || settings[name] < low || settings[name] > high) {
      throw new Error(`${name} must be an integer from ${low} to ${high}, not ${settings[name]}`);
    }
  }
  for (const name of [...REQUIRED, "region"]) {
    if (typeof settings[name] !== "string") throw new Error(`${name} must be a text, not ${JSON.stringify(settings[name])}`);
  }
  for (const name of ["url", "proxy"]) {
    if (settings[name] !== null && !/^https?:\/\/./.test(settings[name])) {
      throw new Error(`${name} must be an http or https address, not ${settings[name]}`);
    }
  }
  return { settings, sources };
}

function fromFile() {
  let content;
  try {
    content = JSON.parse(readFileSync(FILE, "utf8"));
  } catch (error) {
    throw new Error(`carrier.json cannot be read: ${error.message}`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new Error("carrier.json holds no JSON object");
  }
  return content;
}
