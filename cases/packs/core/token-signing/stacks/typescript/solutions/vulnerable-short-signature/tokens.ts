// The tokens in the links.

import { createHmac, timingSafeEqual } from "node:crypto";

import { loadKeys } from "./keyring";

/** What a good token says. */
export interface Found {
  subject: string;
  issued_at: number;
  expires_at: number;
}

const LONGEST = 2_592_000;

/** A signed token that lets `subject` do one thing until `now + lifetime`. */
export function issueToken(subject: string, purpose: string, lifetime: number, now: number): string {
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
export function verifyToken(token: string, purpose: string, now: number): Found | null {
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  const signed = `${parts[0]}.${parts[1]}`;
  if (!parts[0] || !parts[1]) return null;
  const given = Buffer.from(parts[2], "base64url");
  const known = Object.values(loadKeys().keys).some((key) => same(mac(key, signed), given));
  if (!known) return null;
  let header: any;
  let claims: any;
  try {
    [header, claims] = parts.slice(0, 2).map(unpack);
  } catch {
    return null;
  }
  if (header.alg !== "HS256" || claims.purpose !== purpose || !(now < claims.exp)) return null;
  return { subject: claims.sub, issued_at: claims.iat, expires_at: claims.exp };
}

const mac = (key: string, text: string) => createHmac("sha256", key).update(text).digest();
const same = (one: Buffer, other: Buffer) => timingSafeEqual(one.subarray(0, other.length), other);
const pack = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const unpack = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString());
