// The tokens in the links.

import { createHmac } from "node:crypto";

import { loadKeys } from "./keyring";

/** What a good token says. */
export interface Found {
  subject: string;
  issued_at: number;
  expires_at: number;
}

const LONGEST = 2_592_000;
const SIGNERS: Record<string, (key: string, text: string) => string> = {
  HS256: (key, text) => createHmac("sha256", key).update(text).digest("base64url"),
  HS384: (key, text) => createHmac("sha384", key).update(text).digest("base64url"),
  HS512: (key, text) => createHmac("sha512", key).update(text).digest("base64url"),
  none: () => "",
};

/** A signed token that lets `subject` do one thing until `now + lifetime`. */
export function issueToken(subject: string, purpose: string, lifetime: number, now: number): string {
  if (!Number.isInteger(lifetime) || lifetime < 1 || lifetime > LONGEST) {
    throw new RangeError("the lifetime is out of range");
  }
  const { current, keys } = loadKeys();
  const signed = [
    { alg: "HS256", typ: "JWT", kid: current },
    { sub: subject, purpose, iat: now, exp: now + lifetime },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${SIGNERS.HS256(keys[current], signed)}`;
}

/** Whom the token is for and since and until when, or null if it is not good. */
export function verifyToken(token: string, purpose: string, now: number): Found | null {
  try {
    const [head, body, signature] = token.split(".");
    const header = JSON.parse(Buffer.from(head, "base64url").toString());
    const claims = JSON.parse(Buffer.from(body, "base64url").toString());
    const expected = SIGNERS[header.alg](loadKeys().keys[header.kid], `${head}.${body}`);
    if (signature !== expected || claims.purpose !== purpose || !(claims.exp > now)) return null;
    return { subject: claims.sub, issued_at: claims.iat, expires_at: claims.exp };
  } catch {
    return null;
  }
}
