// Checks a whole document.

import { hostMatches, isEmail, isHostname, isVersionRange } from "./validators.js";

/** What is wrong with the document: one message per fault, none if it is good. */
export function faults({ alerts = [], agents, upstream, allowed = [] }) {
  const found = [];
  for (const address of alerts) {
    if (!isEmail(address)) found.push(`alerts: ${JSON.stringify(address)} is no e-mail address`);
  }
  if (!isVersionRange(agents)) found.push("agents: not a range of versions");
  if (!isHostname(upstream)) found.push("upstream: not a host name");
  else if (!allowed.some((pattern) => hostMatches(pattern, upstream))) found.push("upstream: not allowed");
  return found;
}
