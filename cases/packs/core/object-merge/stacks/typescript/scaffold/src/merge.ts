export type Tree = Record<string, any>;

/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base: Tree, patch: Tree): Tree {
  throw new Error("not built yet");
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base: Tree, path: string, value: any): Tree {
  throw new Error("not built yet");
}
