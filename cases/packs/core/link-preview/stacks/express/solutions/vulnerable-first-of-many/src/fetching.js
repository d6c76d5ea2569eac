import dns from "node:dns";
import net from "node:net";

import ipaddr from "ipaddr.js";
import { Agent, fetch } from "undici";

import { BadAddress, PageUnavailable } from "./errors.js";

export const USER_AGENT = "Corkboard/1.0";
export const MAX_REDIRECTS = 3;
export const MAX_BYTES = 200_000;
export const TIMEOUT_MS = 2000;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function isPublic(found) {
  return ipaddr.process(found).range() === "unicast";
}

function publicLookup(host, options, done) {
  dns.lookup(host, options, (error, found, family) => {
    const inside = !error && !isPublic(found[0].address);
    done(inside ? new Error("this host is not fetched") : error, found, family);
  });
}

function checkNumbers(url) {
  const host = url.hostname.replace("[", "").replace("]", "");
  if (net.isIP(host) && !isPublic(host)) throw new PageUnavailable("this host is not fetched");
}

const dispatcher = new Agent({ connect: { lookup: publicLookup } });

function address(text, base) {
  const url = URL.parse(text, base);
  if (!url || !["http:", "https:"].includes(url.protocol)) throw new BadAddress("an address begins with http:// or https://");
  return url;
}

async function beginningOf(answer) {
  const chunks = [];
  let size = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BYTES) break;
  }
  const charset = /charset=["']?([\w-]+)/i.exec(answer.headers.get("content-type"))?.[1] ?? "utf-8";
  return new TextDecoder(charset).decode(Buffer.concat(chunks).subarray(0, MAX_BYTES));
}

async function followed(start) {
  let url = start;
  for (let step = 0; step <= MAX_REDIRECTS; step += 1) {
    checkNumbers(url);
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { "User-Agent": USER_AGENT },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      dispatcher,
    });
    if (REDIRECTS.has(answer.status)) {
      url = address(answer.headers.get("location"), url);
    } else if (answer.status !== 200 || !answer.headers.get("content-type")?.startsWith("text/html")) {
      throw new PageUnavailable("there is no page at this address");
    } else {
      return { url: url.href, html: await beginningOf(answer) };
    }
  }
  throw new PageUnavailable("there are too many redirects");
}

/** The page at an address; rejects with BadAddress or PageUnavailable. */
export async function fetchPage(url) {
  const start = address(url);
  try {
    return await followed(start);
  } catch (error) {
    throw new PageUnavailable(`the page cannot be fetched: ${error.message}`);
  }
}
