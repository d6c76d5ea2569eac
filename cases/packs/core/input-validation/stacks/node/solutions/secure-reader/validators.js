// The rules for single values.

/** Reads a text from left to right and never goes back. */
class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get done() {
    return this.at >= this.text.length;
  }

  /** Take the next characters of a class; how many they were. */
  run(isGood) {
    const from = this.at;
    while (!this.done && isGood(this.text.charCodeAt(this.at))) this.at += 1;
    return this.at - from;
  }

  /** Take `word` if it comes next. */
  take(word) {
    const found = this.text.startsWith(word, this.at);
    if (found) this.at += word.length;
    return found;
  }
}

const digit = (code) => code >= 48 && code <= 57;
const letter = (code) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const word = (code) => letter(code) || digit(code) || code === 45;
const local = (code) => word(code) || "!#$%&'*+/=?^_`{|}~".includes(String.fromCharCode(code));
const space = (code) => code === 32;

function isHost(text, fewest) {
  const reader = new Reader(text);
  let labels = 0;
  do {
    const from = reader.at;
    const length = reader.run(word);
    if (length < 1 || length > 63 || text[from] === "-" || text[reader.at - 1] === "-") return false;
    labels += 1;
  } while (reader.take("."));
  return reader.done && labels >= fewest && text.length <= 253;
}

/** Whether the value is a host name. */
export function isHostname(value) {
  return typeof value === "string" && isHost(value, 1);
}

/** Whether the value is an e-mail address. */
export function isEmail(value) {
  if (typeof value !== "string") return false;
  const reader = new Reader(value);
  do {
    if (reader.run(local) === 0) return false;
  } while (reader.take("."));
  return reader.at <= 64 && reader.take("@") && isHost(value.slice(reader.at), 2);
}

function number(reader) {
  const from = reader.at;
  const length = reader.run(digit);
  return length === 1 || (length > 1 && reader.text[from] !== "0");
}

function comparator(reader) {
  ["<=", ">=", "<", ">", "=", "^", "~"].some((sign) => reader.take(sign));
  if (!(number(reader) && reader.take(".") && number(reader) && reader.take(".") && number(reader))) return false;
  if (!reader.take("-")) return true;
  do {
    if (reader.run(word) === 0) return false;
  } while (reader.take("."));
  return true;
}

/** Whether the value is a range of versions. */
export function isVersionRange(value) {
  if (typeof value !== "string") return false;
  const reader = new Reader(value);
  do {
    reader.run(space);
    let apart = 1;
    do {
      if (apart === 0 || !comparator(reader)) return false;
      apart = reader.run(space);
    } while (!reader.done && !reader.text.startsWith("||", reader.at));
  } while (reader.take("||"));
  return reader.done;
}

/** Whether the pattern fits the host. */
export function hostMatches(pattern, host) {
  if (typeof pattern !== "string" || !isHostname(host)) return false;
  const given = host.toLowerCase();
  let ends = new Set([0]);
  for (const char of pattern) {
    const next = new Set();
    if (char === "*") {
      for (let end = Math.min(...ends); end <= given.length; end += 1) next.add(end);
    } else {
      const wanted = letter(char.charCodeAt(0)) ? char.toLowerCase() : char;
      for (const end of ends) if (given[end] === wanted) next.add(end + 1);
    }
    if (next.size === 0) return false;
    ends = next;
  }
  return ends.has(given.length);
}
