// Builds the links in mails and says what a followed link is for.

import { issueToken, verifyToken } from "./tokens";

const BASE = "https://post.haven.example";
const HOUR = 3600;
const LIFETIMES = { "reset-password": HOUR, "confirm-address": 48 * HOUR, "stop-newsletter": 720 * HOUR };

export type Purpose = keyof typeof LIFETIMES;

const seconds = () => Math.floor(Date.now() / 1000);

/** A link that lets `subject` do one thing. */
export async function linkFor(subject: string, purpose: Purpose): Promise<string> {
  const url = new URL(`/${purpose}`, BASE);
  url.searchParams.set("token", await issueToken(subject, purpose, LIFETIMES[purpose], seconds()));
  return url.href;
}

/** Whom a followed link is for, if it is good; otherwise null. */
export async function followed(href: string): Promise<string | null> {
  const url = new URL(href);
  const found = await verifyToken(url.searchParams.get("token") ?? "", url.pathname.slice(1), seconds());
  return found ? found.subject : null;
}
