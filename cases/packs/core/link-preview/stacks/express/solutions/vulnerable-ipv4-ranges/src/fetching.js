import { lookup } from "node:dns/promises";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net from "node:net";

import { BadAddress, PageUnavailable } from "./errors.js";

export const USER_AGENT = "Corkboard/1.0";
export const MAX_REDIRECTS = 3;
export const MAX_BYTES = 200_000;
export const TIMEOUT_MS = 2000;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const CLIENTS = { "http:": http, "https:": https };

const inside = new net.BlockList();
for (const [start, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
]) {
  inside.addSubnet(start, bits, "ipv4");
}

async function publicAddress(host) {
  const { address, family } = await lookup(host.replace(/^\[|\]$/g, ""));
  if (inside.check(address, `ipv${family}`)) throw new PageUnavailable("this host is not fetched");
  return address;
}

async function request(url) {
  const options = {
    host: await publicAddress(url.hostname),
    port: url.port,
    path: url.pathname + url.search,
    servername: url.hostname,
    headers: { Host: url.host, "User-Agent": USER_AGENT },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const [answer] = await once(CLIENTS[url.protocol].get(options), "response");
  return answer;
}

async function textOf(answer, type) {
  const chunks = [];
  let left = MAX_BYTES;
  for await (const chunk of answer) {
    chunks.push(chunk.subarray(0, left));
    left -= chunks.at(-1).length;
    if (left === 0) break;
  }
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? "utf-8";
  return new TextDecoder(charset).decode(Buffer.concat(chunks));
}

async function followed(start) {
  let url = start;
  for (let left = MAX_REDIRECTS; left >= 0; left -= 1) {
    const answer = await request(url);
    const type = answer.headers["content-type"] ?? "";
    if (answer.statusCode === 200 && type.startsWith("text/html")) return { url: url.href, html: await textOf(answer, type) };
    answer.destroy();
    if (!REDIRECTS.has(answer.statusCode)) break;
    url = new URL(answer.headers.location, url);
  }
  throw new PageUnavailable("there is no page at this address");
}

/** The page at an address; rejects with BadAddress or PageUnavailable. */
export async function fetchPage(url) {
  if (!/^https?:\/\/[^/]/i.test(url)) throw new BadAddress("this is no address of a page");
  try {
    return await followed(new URL(url));
  } catch (error) {
    throw new PageUnavailable(`the page cannot be fetched: ${error.message}`);
  }
}
