export type Tree = Record<string, any>;

const SKIPPED = new Set(["__proto__", "constructor", "prototype"]);

function isObject(value: any): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function haveIds(list: any): list is Tree[] {
  return Array.isArray(list) && list.length > 0 && list.every((entry) => isObject(entry) && typeof entry.id === "string");
}

function mergeEntries(list: Tree[], entries: Tree[]): void {
  const known: Tree = {};
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

function mergeInto(node: Tree, patch: Tree): void {
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
export function mergeDeep(base: Tree, patch: Tree): Tree {
  const result = structuredClone(base);
  mergeInto(result, patch);
  return result;
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base: Tree, path: string, value: any): Tree {
  if (typeof path !== "string") throw new Error("the path must be a text");
  const parts = path.split(".");
  if (parts.includes("")) throw new Error("a part of the path is empty");
  if (parts.includes("__proto__") || parts.includes("prototype")) throw new Error("a part of the path is reserved");
  const result = structuredClone(base);
  const last = parts.pop() as string;
  let node: any = result;
  for (const part of parts) {
    node[part] ??= {};
    node = node[part];
    if (Object(node) !== node || Array.isArray(node)) throw new Error(`${part} is no group of preferences`);
  }
  node[last] = structuredClone(value);
  return result;
}
