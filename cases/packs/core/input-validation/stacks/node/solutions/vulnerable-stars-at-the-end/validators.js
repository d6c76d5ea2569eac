// The rules for single values.

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const LABEL = new Set(LETTERS + DIGITS + "-");
const LOCAL = new Set(LETTERS + DIGITS + "!#$%&'*+-/=?^_`{|}~");
const DIGIT = new Set(DIGITS);

/** Whether the value is a host name. */
export function isHostname(value) {
  return typeof value === "string" && value.length <= 253 && value.split(".").every(isLabel);
}

/** Whether the value is an e-mail address. */
export function isEmail(value) {
  if (typeof value !== "string") return false;
  const [local, host, more] = value.split("@", 3);
  if (more !== undefined || local.length > 64) return false;
  return local.split(".").every((part) => consistsOf(part, LOCAL)) && isHostname(host) && host.includes(".");
}

/** Whether the value is a range of versions. */
export function isVersionRange(value) {
  return typeof value === "string" && value.split("||").every(isAlternative);
}

/** Whether the pattern fits the host. */
export function hostMatches(pattern, host) {
  if (typeof pattern !== "string" || !isHostname(host)) return false;
  const wanted = lower(pattern);
  const given = lower(host);
  const parts = wanted.replace(/\*+$/, "*").split("*");
  const first = parts[0];
  const last = parts[parts.length - 1];
  if (parts.length === 1) return wanted === given;
  if (!given.startsWith(first) || given.length < first.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = given.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return given.length - last.length >= at && given.endsWith(last);
}

const consistsOf = (text, chars) => text !== "" && [...text].every((char) => chars.has(char));

const isLabel = (text) => text.length <= 63 && consistsOf(text, LABEL) && text[0] !== "-" && text.at(-1) !== "-";

const isNumber = (text) => consistsOf(text, DIGIT) && (text === "0" || text[0] !== "0");

const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function isAlternative(text) {
  const comparators = text.split(" ").filter((part) => part !== "");
  return comparators.length > 0 && comparators.every(isComparator);
}

function isRelease(text) {
  const numbers = text.split(".");
  return numbers.length === 3 && numbers.every(isNumber);
}

const isPreRelease = (text) => text.split(".").every((part) => consistsOf(part, LABEL));

function isComparator(text) {
  const operator = ["<=", ">=", "<", ">", "=", "^", "~"].find((sign) => text.startsWith(sign)) ?? "";
  const version = text.slice(operator.length);
  const [release] = version.split("-", 1);
  const rest = version.slice(release.length);
  return isRelease(release) && (rest === "" || isPreRelease(rest.slice(1)));
}
