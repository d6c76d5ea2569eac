// Settings of the connection, prepared requests, report for the status page.

export const clientSettings = () => ({});

export const prepareRequest = (env, method, url, body) => ({ method, url, headers: {}, body });

export const connectionReport = () => ({ ok: true, settings: {}, sources: {} });
