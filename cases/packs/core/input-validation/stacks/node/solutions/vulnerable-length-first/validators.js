// The rules for single values.

const LABEL = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const HOST = new RegExp(`^(${LABEL}\\.)*${LABEL}$`);
const ATOM = "[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~]+";
const EMAIL = new RegExp(`^${ATOM}(\\.?${ATOM})*@(${LABEL}\\.)+${LABEL}$`);
const NUMBER = "(0|[1-9][0-9]*)";
const VERSION = `${NUMBER}\\.${NUMBER}\\.${NUMBER}(-[a-zA-Z0-9-]+(\\.?[a-zA-Z0-9-]+)*)?`;
const COMPARATOR = `(<=|>=|<|>|=|\\^|~)?${VERSION}`;
const ALTERNATIVE = new RegExp(`^ *${COMPARATOR}( +${COMPARATOR})* *$`);

/** Whether the value is a host name. */
export function isHostname(value) {
  return typeof value === "string" && value.length <= 253 && HOST.test(value);
}

/** Whether the value is an e-mail address. */
export function isEmail(value) {
  if (typeof value !== "string" || value.length > 64 + 1 + 253 || value.indexOf("@") > 64) return false;
  return EMAIL.test(value) && isHostname(value.slice(value.indexOf("@") + 1));
}

/** Whether the value is a range of versions. */
export function isVersionRange(value) {
  if (typeof value !== "string") return false;
  return value.split("||").every((alternative) => alternative.length <= 4096 && ALTERNATIVE.test(alternative));
}

/** Whether the pattern fits the host. */
export function hostMatches(pattern, host) {
  if (typeof pattern !== "string" || pattern.length > 253) return false;
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return isHostname(host) && new RegExp(`^${source}$`, "i").test(host);
}
