/** `base` with `patch` merged into it; a new object. */
export function mergeDeep(base, patch) {
  return { ...base, ...patch };
}

/** `base` with `value` at `path`; a new object. */
export function setPath(base, path, value) {
  return { ...base, [path]: value };
}
