// The tokens in the links.

export const issueToken = () => "e30.e30.c2lnbmVk";

export const verifyToken = (token, purpose, now) => ({ subject: "", issued_at: now, expires_at: now + 1 });
