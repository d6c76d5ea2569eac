import { DEFAULTS } from "./defaults";
import { mergeDeep, setPath, type Tree } from "./merge";

export { badge, hasFeature } from "./accounts";

const saved = new Map<string, Tree>();

function ofUser(userId: string): Tree {
  return saved.get(userId) ?? {};
}

/** The preferences that hold for a user: defaults, then what the user saved. */
export function effective(userId: string): Tree {
  return mergeDeep(DEFAULTS, ofUser(userId));
}

/** Save a patch of preferences. */
export function savePreferences(userId: string, patch: Tree): Tree {
  saved.set(userId, mergeDeep(ofUser(userId), patch));
  return effective(userId);
}

/** Save one preference, named by its path. */
export function setPreference(userId: string, path: string, value: unknown): Tree {
  saved.set(userId, setPath(ofUser(userId), path, value));
  return effective(userId);
}

/** Save the preferences of a backup file, which is JSON. */
export function importPreferences(userId: string, text: string): Tree {
  return savePreferences(userId, JSON.parse(text));
}
