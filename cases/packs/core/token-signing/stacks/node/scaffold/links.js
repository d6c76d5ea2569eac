// Builds the links in mails and says what a followed link is for.

import { issueToken, verifyToken } from "./tokens.js";

const BASE = "https://post.haven.example";
const HOUR = 3600;
const LIFETIMES = { "reset-password": HOUR, "confirm-address": 48 * HOUR, "stop-newsletter": 720 * HOUR };

const seconds = () => Math.floor(Date.now() / 1000);

/** A link that lets `subject` do one thing. */
export function linkFor(subject, purpose) {
  const url = new URL(`/${purpose}`, BASE);
  url.searchParams.set("token", issueToken(subject, purpose, LIFETIMES[purpose], seconds()));
  return url.href;
}

/** Whom a followed link is for, if it is good; otherwise null. */
export function followed(href) {
  const url = new URL(href);
  const found = verifyToken(url.searchParams.get("token") ?? "", url.pathname.slice(1), seconds());
  return found ? found.subject : null;
}
