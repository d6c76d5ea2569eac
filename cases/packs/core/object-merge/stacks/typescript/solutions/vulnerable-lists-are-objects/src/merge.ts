export type Tree = Record<string, any>;

function isObject(value: any): value is Tree {
  return typeof value === "object" && value !== null;
}

/** A deep copy in which no object has a prototype. */
function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  if (!isObject(value)) return value;
  const copy = Object.create(null);
  for (const key of Object.keys(value)) copy[key] = bare(value[key]);
  return copy;
}

function keyed(list) {
  return Array.isArray(list) && list.length > 0 && list.every((entry) => isObject(entry) && typeof entry.id === "string");
}

function mergeInto(node: Tree, patch: Tree): void {
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) {
      delete node[key];
    } else if (isObject(value) && !Array.isArray(value)) {
      if (!isObject(node[key])) node[key] = Object.create(null);
      mergeInto(node[key], value);
    } else if (keyed(value) && keyed(node[key])) {
      mergeEntries(node[key], value);
    } else {
      node[key] = value;
    }
  }
  return node;
}

function mergeEntries(list: Tree[], entries: Tree[]): void {
  const byId = Object.create(null);
  for (const entry of list) byId[entry.id] = entry;
  for (const entry of entries) {
    if (!byId[entry.id]) {
      byId[entry.id] = Object.create(null);
      list.push(byId[entry.id]);
    }
    mergeInto(byId[entry.id], entry);
  }
}

/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base: Tree, patch: Tree): Tree {
  return mergeInto(bare(base), patch);
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base: Tree, path: string, value: any): Tree {
  const parts = path.split(".");
  if (parts.some((part) => part === "")) throw new Error(`${JSON.stringify(path)} is not a path`);
  const result = bare(base);
  const last = parts.pop() as string;
  let node: any = result;
  for (const part of parts) {
    node[part] ??= Object.create(null);
    node = node[part];
    if (!isObject(node) || Array.isArray(node)) throw new Error(`${part} is not a group`);
  }
  node[last] = value;
  return result;
}
