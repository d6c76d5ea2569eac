const SKIPPED = new Set(["__proto__", "constructor", "prototype"]);

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutNulls(value) {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null).map(([key, inner]) => [key, withoutNulls(inner)]));
}

function haveIds(list) {
  return Array.isArray(list) && list.length > 0 && list.every((entry) => isObject(entry) && typeof entry.id === "string");
}

function mergeEntries(list, entries) {
  const known = new Map(list.map((entry) => [entry.id, entry]));
  for (const entry of entries) {
    if (!known.has(entry.id)) {
      known.set(entry.id, {});
      list.push(known.get(entry.id));
    }
    mergeInto(known.get(entry.id), entry);
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
      node[key] = withoutNulls(value);
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
  const parts = path.split(".");
  if (parts.includes("")) throw new Error("a part of the path is empty");
  if (parts.some((part) => SKIPPED.has(part))) throw new Error("a part of the path is reserved");
  const result = structuredClone(base);
  const last = parts.pop();
  let node = result;
  for (const part of parts) {
    node[part] ??= {};
    node = node[part];
    if (!isObject(node)) throw new Error(`${part} is no group of preferences`);
  }
  node[last] = value;
  return result;
}
