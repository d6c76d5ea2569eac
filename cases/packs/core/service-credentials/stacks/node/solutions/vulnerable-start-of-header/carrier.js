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
  return forClient(noted(env).values);
}

/** One request, ready to be sent. */
export function prepareRequest(env, method, path, body) {
  const { values } = noted(env);
  const { base_url, account, headers } = forClient(values);
  if (!path.startsWith("/")) throw new Error("the path does not begin with a slash");
  const url = base_url + path;
  if (body !== null) headers["x-signature"] = createHmac("sha256", values.signing_key).update(body).digest("hex");
  const shown = `${headers.authorization.slice(0, 30)}...`;
  log("carrier.request", { method, url, account, authorization: shown });
  return { method, url, headers, body };
}

/** What the status page shows. */
export function connectionReport(env) {
  try {
    const { values, sources } = read(env);
    const { hostname, port, protocol } = new URL(values.url);
    const { account, region, timeout_ms, retries } = values;
    const shown = Number(port) || (protocol === "https:" ? 443 : 80);
    return { ok: true, host: hostname, port: shown, account, settings: { region, timeout_ms, retries }, sources };
  } catch (error) {
    return { ok: false, problem: error.message };
  }
}

function noted(env) {
  try {
    return read(env);
  } catch (error) {
    log("carrier.problem", { message: error.message });
    throw error;
  }
}

function forClient({ url, account, password, proxy, region, timeout_ms, retries }) {
  const authorization = `Basic ${Buffer.from(`${account}:${password}`).toString("base64")}`;
  return { base_url: url.replace(/\/+$/, ""), account, proxy, region, timeout_ms, retries, headers: { authorization } };
}

function read(env) {
  const file = fileContent();
  const values = {};
  const sources = {};
  for (const name of [...REQUIRED, ...Object.keys(DEFAULTS)]) {
    const given = env[`CARRIER_${name.toUpperCase()}`];
    if (given) [values[name], sources[name]] = [name in LIMITS ? Number(given) : given, "environment"];
    else if (file[name] !== undefined && file[name] !== null && file[name] !== "") {
      [values[name], sources[name]] = [file[name], "file"];
    } else if (REQUIRED.includes(name)) throw new Error(`${name} is missing`);
    else [values[name], sources[name]] = [DEFAULTS[name], "default"];
  }
  check(values);
  return { values, sources };
}

function check(values) {
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    if (!Number.isInteger(values[name]) || values[name] < low || values[name] > high) {
      throw new Error(`${name} is not an integer from ${low} to ${high}`);
    }
  }
  for (const name of [...REQUIRED, "region"]) {
    if (typeof values[name] !== "string") throw new Error(`${name} is not a text`);
  }
  if (!isWebAddress(values.url)) throw new Error("url is not an http or https address");
  if (values.proxy !== null && !isWebAddress(values.proxy)) throw new Error("proxy is not an http or https address");
}

const isWebAddress = (text) => URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);

function fileContent() {
  let content;
  try {
    content = JSON.parse(readFileSync(FILE, "utf8"));
  } catch {
    content = null;
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new Error("config/carrier.json holds no JSON object");
  }
  return content;
}
