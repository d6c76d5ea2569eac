// The tokens in the links.

import jwt from "jsonwebtoken";

import { loadKeys } from "./keyring";

/** What a good token says. */
export interface Found {
  subject: string;
  issued_at: number;
  expires_at: number;
}

export function issueToken(subject: string, purpose: string, lifetime: number): string {
  const { current, keys } = loadKeys();
  return jwt.sign({ sub: subject, purpose }, keys[current], { expiresIn: lifetime, keyid: current });
}

export function verifyToken(token: string, purpose: string): Found | null {
  const { current, keys } = loadKeys();
  const claims = jwt.verify(token, keys[current], { algorithms: ["HS256"] }) as jwt.JwtPayload;
  return claims.purpose === purpose ? { subject: claims.sub, issued_at: claims.iat, expires_at: claims.exp } : null;
}
