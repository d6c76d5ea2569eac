// The tokens in the links.

import { randomBytes } from "node:crypto";

export const issueToken = () => randomBytes(48).toString("base64url");

export const verifyToken = () => null;
