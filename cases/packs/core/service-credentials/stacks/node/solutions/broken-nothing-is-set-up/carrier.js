// Settings of the connection, prepared requests, report for the status page.

export function clientSettings() {
  throw new Error("url, account, proxy, timeout_ms, retries or carrier.json is not good");
}

export const prepareRequest = clientSettings;

export const connectionReport = () => ({ ok: false, problem: "url, account, proxy, timeout_ms, retries or carrier.json" });
