// Adds JSON lines to the log.

import { appendFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("./logs/", import.meta.url));

/** Add one line: the time, the event and its fields. */
export function log(event, fields = {}) {
  mkdirSync(FOLDER, { recursive: true });
  appendFileSync(`${FOLDER}carrier.log`, `${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}
