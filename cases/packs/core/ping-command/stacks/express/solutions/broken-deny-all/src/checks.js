import { Router } from "express";

import * as log from "./log.js";

export const checks = Router();

/** The checks made since the start, the newest first. */
checks.get("/api/checks", (request, response) => {
  response.json(log.latest());
});

/** Run the probe tool against one host. */
checks.post("/api/checks", (request, response) => {
  response.status(400).json({ error: "this host cannot be checked" });
});
