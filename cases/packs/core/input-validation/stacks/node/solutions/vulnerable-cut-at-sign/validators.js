// The rules for single values.

const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i;
const LOCAL = /^[a-z0-9!#$%&'*+\-/=?^_`{|}~.]{1,64}$/i;
const COMPARATOR = /^(?:[<>]=?|[=^~])?(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}(?:-[a-z0-9-]+(?:\.[a-z0-9-]+)*)?$/i;

/** Whether the value is a host name. */
export function isHostname(value) {
  if (typeof value !== "string" || value.length > 253 || !HOST.test(value)) return false;
  return value.split(".").every((label) => label.length <= 63 && !label.startsWith("-") && !label.endsWith("-"));
}

/** Whether the value is an e-mail address. */
export function isEmail(value) {
  if (typeof value !== "string") return false;
  const parts = /^(.+)@(.+)$/.exec(value);
  if (parts === null) return false;
  const [, local, host] = parts;
  if (!LOCAL.test(local) || local.startsWith(".") || local.endsWith(".") || local.includes("..")) return false;
  return host.includes(".") && isHostname(host);
}

/** Whether the value is a range of versions. */
export function isVersionRange(value) {
  if (typeof value !== "string") return false;
  return value.split("||").every((alternative) => {
    const comparators = alternative.split(" ").filter(Boolean);
    return comparators.length > 0 && comparators.every((comparator) => COMPARATOR.test(comparator));
  });
}

/** Whether the pattern fits the host. */
export function hostMatches(pattern, host) {
  if (typeof pattern !== "string" || !isHostname(host)) return false;
  const pieces = lower(pattern).split("*");
  const given = lower(host);
  const first = pieces.shift();
  if (pieces.length === 0) return first === given;
  const last = pieces.pop();
  if (!given.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = given.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return given.length - last.length >= at && given.endsWith(last);
}

const lower = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
