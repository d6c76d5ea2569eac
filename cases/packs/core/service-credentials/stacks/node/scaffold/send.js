// Sends prepared requests.

import { clientSettings, prepareRequest } from "./carrier.js";
import { log } from "./log.js";

/** Send one request to the carrier, again if need be; returns the answer's JSON. */
export async function send(method, path, content) {
  const { timeout_ms, retries } = clientSettings(process.env);
  const { url, ...request } = prepareRequest(process.env, method, path, content ? JSON.stringify(content) : null);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeout_ms) });
      return await answer.json();
    } catch (error) {
      log("carrier.failure", { attempt, reason: error.name });
      if (attempt >= retries) throw error;
    }
  }
}
