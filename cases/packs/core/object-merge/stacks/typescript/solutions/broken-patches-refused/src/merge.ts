export type Tree = Record<string, any>;

/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base: Tree, patch: Tree): Tree {
  if (Object.keys(patch).length > 0) throw new Error("this patch is not accepted");
  return structuredClone(base);
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base: Tree, path: string, value: any): Tree {
  throw new Error("this path is not accepted");
}
