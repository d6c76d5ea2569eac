import path from "node:path";

/** Where things are. */
export const ROOT = path.resolve(import.meta.dirname, "..");
export const INVENTORY = path.join(ROOT, "etc", "inventory.txt");
export const NODE = process.execPath;
export const NETCHECK = path.join(ROOT, "bin", "netcheck.js");
