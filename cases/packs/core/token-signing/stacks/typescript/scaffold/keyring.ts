// Reads the signing keys.

import { readFileSync } from "node:fs";

const FILE = "config/keys.json";

export interface KeyRing {
  /** Name of the key that new tokens are signed with. */
  current: string;
  /** Every key that is good, by name. */
  keys: Record<string, string>;
}

/** The keys as they are in the file now. */
export function loadKeys(): KeyRing {
  return JSON.parse(readFileSync(FILE, "utf8"));
}
