export type Tree = Record<string, any>;

/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base: Tree, patch: Tree): Tree {
  return { ...base, ...patch };
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base: Tree, path: string, value: any): Tree {
  return { ...base, [path]: value };
}
