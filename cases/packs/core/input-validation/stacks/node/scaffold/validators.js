// The rules for single values.

/** Whether the value is a host name. */
export function isHostname(value) {
  throw new Error("not written yet");
}

/** Whether the value is an e-mail address. */
export function isEmail(value) {
  throw new Error("not written yet");
}

/** Whether the value is a range of versions. */
export function isVersionRange(value) {
  throw new Error("not written yet");
}

/** Whether the pattern fits the host. */
export function hostMatches(pattern, host) {
  throw new Error("not written yet");
}
