// The tokens in the links.

import { loadKeys } from "./keyring.js";

const { subtle } = globalThis.crypto;
const HMAC = { name: "HMAC", hash: "SHA-256" };
const LONGEST = 2_592_000;

/** A signed token that lets `subject` do one thing until `now + lifetime`. */
export async function issueToken(subject, purpose, lifetime, now) {
  if (!(Number.isInteger(lifetime) && lifetime >= 1 && lifetime <= LONGEST)) {
    throw new RangeError(`a lifetime is an integer from 1 to ${LONGEST}`);
  }
  const { current, keys } = loadKeys();
  const parts = [
    { alg: "HS256", typ: "JWT", kid: current },
    { sub: subject, purpose, iat: now, exp: now + lifetime },
  ];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const signature = await subtle.sign(HMAC, await imported(keys[current]), Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString("base64url")}`;
}

/** Whom the token is for and since and until when, or null if it is not good. */
export async function verifyToken(token, purpose, now) {
  try {
    const [head, body, signature] = token.split(".");
    const key = await keyNamed(read(head).kid, loadKeys().keys);
    const given = Buffer.from(signature, "base64url");
    const good = await subtle.verify(HMAC, key, given, Buffer.from(`${head}.${body}`));
    const claims = read(body);
    if (good && claims.purpose === purpose && now < claims.exp) {
      return { subject: claims.sub, issued_at: claims.iat, expires_at: claims.exp };
    }
  } catch {
    // Text that is no token at all.
  }
  return null;
}

const known = new Map();

async function keyNamed(name, keys) {
  if (!Object.hasOwn(keys, name)) throw new Error("there is no such key");
  if (!known.has(name)) known.set(name, await imported(keys[name]));
  return known.get(name);
}

const imported = (key) => subtle.importKey("raw", Buffer.from(key), HMAC, false, ["sign", "verify"]);

const read = (part) => JSON.parse(Buffer.from(part, "base64url").toString());
