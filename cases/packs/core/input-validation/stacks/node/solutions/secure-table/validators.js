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
  const at = value.indexOf("@");
  const local = value.slice(0, Math.max(at, 0));
  const host = value.slice(at + 1);
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
  const p = lower(pattern);
  const h = lower(host);
  const table = Array.from({ length: p.length + 1 }, () => new Array(h.length + 1).fill(false));
  table[0][0] = true;
  for (let i = 1; i <= p.length; i += 1) {
    if (p[i - 1] === "*") table[i][0] = table[i - 1][0];
    for (let j = 1; j <= h.length; j += 1) {
      table[i][j] = p[i - 1] === "*" ? table[i - 1][j] || table[i][j - 1] : table[i - 1][j - 1] && p[i - 1] === h[j - 1];
    }
  }
  return table[p.length][h.length];
}

const lower = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
