// The tokens in the links.

/** A signed token that lets `subject` do one thing until `now + lifetime`. */
export function issueToken(subject, purpose, lifetime, now) {
  throw new Error("not written yet");
}

/** Whom the token is for and since and until when, or null if it is not good. */
export function verifyToken(token, purpose, now) {
  throw new Error("not written yet");
}
