import { execFile } from "node:child_process";

import { Router } from "express";

import * as log from "./log.js";
import { NETCHECK, NODE } from "./settings.js";

export const checks = Router();

/** The checks made since the start, the newest first. */
checks.get("/api/checks", (request, response) => {
  response.json(log.latest());
});

/** Run the probe tool against one host. */
checks.post("/api/checks", (request, response) => {
  const { host: typed, count = 3 } = request.body;
  if (typeof typed !== "string" || !typed.trim() || typed.length > 120) {
    return response.status(400).json({ error: "host must be 1 to 120 characters" });
  }
  if (!Number.isInteger(count) || count < 1 || count > 5) {
    return response.status(400).json({ error: "count must be an integer from 1 to 5" });
  }
  if (typed.trim().startsWith("-")) {
    return response.status(400).json({ error: "host must not begin with a dash" });
  }
  const host = typed.replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  execFile(NODE, [NETCHECK, "--count", String(count), host], (error, stdout) => {
    const entry = { host, count, reachable: !error, output: stdout.trimEnd().split("\n") };
    log.record(entry);
    response.json(entry);
  });
});
