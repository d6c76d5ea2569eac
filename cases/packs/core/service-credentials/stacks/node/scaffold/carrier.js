// Settings of the connection, prepared requests, report for the status page.

/** What the HTTP client needs to know. */
export function clientSettings(env) {
  throw new Error("not written yet");
}

/** One request, ready to be sent. */
export function prepareRequest(env, method, path, body) {
  throw new Error("not written yet");
}

/** What the status page shows. */
export function connectionReport(env) {
  throw new Error("not written yet");
}
