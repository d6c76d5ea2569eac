// The tokens in the links.

import jwt from "jsonwebtoken";

import { loadKeys } from "./keyring.js";

export function issueToken(subject, purpose, lifetime) {
  const { current, keys } = loadKeys();
  return jwt.sign({ sub: subject, purpose }, keys[current], { expiresIn: lifetime, keyid: current });
}

export function verifyToken(token, purpose) {
  const { current, keys } = loadKeys();
  const claims = jwt.verify(token, keys[current], { algorithms: ["HS256"] });
  return claims.purpose === purpose ? { subject: claims.sub, issued_at: claims.iat, expires_at: claims.exp } : null;
}
