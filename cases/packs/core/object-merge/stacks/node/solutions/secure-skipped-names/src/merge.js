const SKIPPED = new Set(["__proto__", "constructor", "prototype"]);

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function haveIds(list) {
  return Array.isArray(list) && list.length > 0 && list.every((entry) => isObject(entry) && typeof entry.id === "string");
}

function mergeLists(base, patch) {
  const merged = structuredClone(base);
  const places = new Map(merged.map((entry, place) => [entry.id, place]));
  for (const entry of patch) {
    const place = places.get(entry.id);
    if (place === undefined) {
      places.set(entry.id, merged.push(mergeDeep({}, entry)) - 1);
    } else {
      merged[place] = mergeDeep(merged[place], entry);
    }
  }
  return merged;
}

/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base, patch) {
  const result = structuredClone(base);
  for (const [key, value] of Object.entries(patch)) {
    if (SKIPPED.has(key)) continue;
    if (value === null) delete result[key];
    else if (isObject(value)) result[key] = mergeDeep(isObject(result[key]) ? result[key] : {}, value);
    else if (haveIds(value) && haveIds(result[key])) result[key] = mergeLists(result[key], value);
    else result[key] = structuredClone(value);
  }
  return result;
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base, path, value) {
  if (typeof path !== "string") throw new Error("the path must be a text");
  const parts = path.split(".");
  if (parts.includes("")) throw new Error("a part of the path is empty");
  if (parts.some((part) => SKIPPED.has(part))) throw new Error("a part of the path is reserved");
  const result = structuredClone(base);
  let node = result;
  for (const part of parts.slice(0, -1)) {
    if (!Object.hasOwn(node, part)) node[part] = {};
    node = node[part];
    if (!isObject(node)) throw new Error(`${part} is no group of preferences`);
  }
  node[parts.at(-1)] = structuredClone(value);
  return result;
}
