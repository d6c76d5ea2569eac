// The tokens in the links.

/** What a good token says. */
export interface Found {
  subject: string;
  issued_at: number;
  expires_at: number;
}

/** A signed token that lets `subject` do one thing until `now + lifetime`. */
export function issueToken(subject: string, purpose: string, lifetime: number, now: number): string {
  throw new Error("not written yet");
}

/** Whom the token is for and since and until when, or null if it is not good. */
export function verifyToken(token: string, purpose: string, now: number): Found | null {
  throw new Error("not written yet");
}
