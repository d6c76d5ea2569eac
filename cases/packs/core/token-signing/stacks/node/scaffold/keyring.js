// Reads the signing keys.

import { readFileSync } from "node:fs";

const FILE = new URL("./config/keys.json", import.meta.url);

/** The keys as they are in the file now: `current` is a name, `keys` maps names to keys. */
export function loadKeys() {
  return JSON.parse(readFileSync(FILE, "utf8"));
}
