// The tokens in the links.

import { createHmac, timingSafeEqual } from "node:crypto";

import { loadKeys } from "./keyring.js";

const LONGEST = 2_592_000;

/** A signed token that lets `subject` do one thing until `now + lifetime`. */
export function issueToken(subject, purpose, lifetime, now) {
  if (!Number.isInteger(lifetime) || lifetime < 1 || lifetime > LONGEST) {
    throw new RangeError("the lifetime is out of range");
  }
  const { current, keys } = loadKeys();
  const header = { alg: "HS256", typ: "JWT", kid: current };
  const payload = { sub: subject, purpose, iat: now, exp: now + lifetime };
  const signed = `${pack(header)}.${pack(payload)}`;
  return `${signed}.${mac(keys[current], signed).toString("base64url")}`;
}

/** Whom the token is for and since and until when, or null if it is not good. */
export function verifyToken(token, purpose, now) {
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  const signed = `${parts[0]}.${parts[1]}`;
  const given = Buffer.from(parts[2], "base64url");
  const known = Object.values(loadKeys().keys).some((key) => same(mac(key, signed), given));
  if (!known) return null;
  const claims = unpack(parts[1]);
  if (claims.purpose !== purpose || !(now < claims.exp)) return null;
  return { subject: claims.sub, issued_at: claims.iat, expires_at: claims.exp };
}

const mac = (key, text) => createHmac("sha256", key).update(text).digest();
const same = (one, other) => one.length === other.length && timingSafeEqual(one, other);
const pack = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
const unpack = (text) => JSON.parse(Buffer.from(text, "base64url").toString());
