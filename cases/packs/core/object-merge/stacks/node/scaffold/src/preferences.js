import { DEFAULTS } from "./defaults.js";
import { mergeDeep, setPath } from "./merge.js";

export { badge, hasFeature } from "./accounts.js";

const saved = new Map();

function ofUser(userId) {
  return saved.get(userId) ?? {};
}

/** The preferences that hold for a user: defaults, then what the user saved. */
export function effective(userId) {
  return mergeDeep(DEFAULTS, ofUser(userId));
}

/** Save a patch of preferences. */
export function savePreferences(userId, patch) {
  saved.set(userId, mergeDeep(ofUser(userId), patch));
  return effective(userId);
}

/** Save one preference, named by its path. */
export function setPreference(userId, path, value) {
  saved.set(userId, setPath(ofUser(userId), path, value));
  return effective(userId);
}

/** Save the preferences of a backup file, which is JSON. */
export function importPreferences(userId, text) {
  return savePreferences(userId, JSON.parse(text));
}
