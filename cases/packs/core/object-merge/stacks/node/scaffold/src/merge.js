/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base, patch) {
  throw new Error("not built yet");
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base, path, value) {
  throw new Error("not built yet");
}
