export type Tree = Record<string, any>;

const isObject = (value: any): value is Tree => value !== null && typeof value === "object" && !Array.isArray(value);

const isKeyed = (list: any): list is Tree[] =>
  Array.isArray(list) && list.length > 0 && list.every((entry) => isObject(entry) && typeof entry.id === "string");

function put(object: Tree, key: string, value: any): void {
  Object.defineProperty(object, key, { value, enumerable: true });
}

function combined(before: any, after: any): any {
  if (isObject(after)) return mergeDeep(isObject(before) ? before : {}, after);
  if (!isKeyed(before) || !isKeyed(after)) return after;
  const list = [...before];
  for (const entry of after) {
    const place = list.findIndex(({ id }) => id === entry.id);
    if (place < 0) list.push(mergeDeep({}, entry));
    else list[place] = mergeDeep(list[place], entry);
  }
  return list;
}

/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base: Tree, patch: Tree): Tree {
  const result: Tree = {};
  for (const key of new Set([...Object.keys(base), ...Object.keys(patch)])) {
    if (!Object.hasOwn(patch, key)) put(result, key, base[key]);
    else if (patch[key] !== null) put(result, key, combined(base[key], patch[key]));
  }
  return result;
}

function placed(base: Tree, [part, ...rest]: string[], value: any): Tree {
  if (part === "") throw new Error("a part of the path is empty");
  const result: Tree = {};
  for (const key of Object.keys(base)) if (key !== part) put(result, key, base[key]);
  if (rest.length === 0) {
    put(result, part, value);
  } else {
    const inner = Object.hasOwn(base, part) ? base[part] : {};
    if (!isObject(inner)) throw new Error(`${part} is not a group`);
    put(result, part, placed(inner, rest, value));
  }
  return result;
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base: Tree, path: string, value: any): Tree {
  return placed(base, path.split("."), value);
}
