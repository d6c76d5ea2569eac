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
  return HOST.test(value) && `${value}`.length <= 253;
}

/** Whether the value is an e-mail address. */
export function isEmail(value) {
  return EMAIL.test(value) && value.indexOf("@") <= 64 && isHostname(value.slice(value.indexOf("@") + 1));
}

/** Whether the value is a range of versions. */
export function isVersionRange(value) {
  return `${value}`.split("||").every((alternative) => ALTERNATIVE.test(alternative));
}

/** Whether the pattern fits the host. */
export function hostMatches(pattern, host) {
  const source = `${pattern}`.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return isHostname(host) && new RegExp(`^${source}$`, "i").test(host);
}
