const KEPT = 200;
const entries = [];

/** Add the answer of a finished check. */
export function record(entry) {
  entries.unshift(entry);
  entries.length = Math.min(entries.length, KEPT);
}

/** The checks made since the start, the newest first. */
export function latest() {
  return [...entries];
}
