// The tokens in the links.

import jwt from "jsonwebtoken";

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
    throw new RangeError(`the lifetime is an integer from 1 to ${LONGEST}`);
  }
  const { current, keys } = loadKeys();
  const payload = { sub: subject, purpose, iat: now, exp: now + lifetime };
  return jwt.sign(payload, keys[current], { algorithm: "HS256", keyid: current });
}

/** Whom the token is for and since and until when, or null if it is not good. */
export function verifyToken(token: string, purpose: string, now: number): Found | null {
  const keyName = jwt.decode(token, { complete: true })?.header?.kid;
  const { keys } = loadKeys();
  if (typeof keyName !== "string" || !Object.hasOwn(keys, keyName)) return null;
  let claims: any;
  try {
    claims = jwt.verify(token, keys[keyName], { algorithms: ["HS256"], clockTimestamp: now }) as jwt.JwtPayload;
  } catch {
    return null;
  }
  if (!String(claims.purpose).includes(purpose) || typeof claims.exp !== "number") return null;
  return { subject: claims.sub, issued_at: claims.iat, expires_at: claims.exp };
}
