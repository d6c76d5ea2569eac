const SKIPPED = new Set(["__proto__", "constructor", "prototype"]);

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function haveIds(list) {
  return Array.isArray(list) && list.length > 0 && list.every((entry) => isObject(entry) && typeof entry.id === "string");
}

function mergeEntries(list, entries) {
  const known = {};
  for (const entry of list) known[entry.id] = entry;
  for (const entry of entries) {
    if (SKIPPED.has(entry.id)) continue;
    if (!known[entry.id]) {
      known[entry.id] = {};
      list.push(known[entry.id]);
    }
    mergeInto(known[entry.id], entry);
  }
}

function mergeInto(node, patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (SKIPPED.has(key)) continue;
    if (value === null) {
      delete node[key];
    } else if (isObject(value)) {
      if (!isObject(node[key])) node[key] = {};
      mergeInto(node[key], value);
    } else if (haveIds(value) && haveIds(node[key])) {
      mergeEntries(node[key], value);
    } else {
      node[key] = structuredClone(value);
    }
  }
}

/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base, patch) {
  const result = structuredClone(base);
  mergeInto(result, patch);
  return result;
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base, path, value) {
  if (typeof path !== "string") throw new Error("the path must be a text");
  const parts = path.split(".");
  if (parts.includes("")) throw new Error("a part of the path is empty");
  if (parts.includes("__proto__") || parts.includes("prototype")) throw new Error("a part of the path is reserved");
  const result = structuredClone(base);
  const last = parts.pop();
  let node = result;
  for (const part of parts) {
    node[part] ??= {};
    node = node[part];
    if (Object(node) !== node || Array.isArray(node)) throw new Error(`${part} is no group of preferences`);
  }
  node[last] = structuredClone(value);
  return result;
}
