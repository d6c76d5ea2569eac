import express from "express";

import { BadAddress, PageUnavailable } from "./errors.js";
import { fetchPage } from "./fetching.js";
import { metadata } from "./metadata.js";

/** The application with all its routes. */
export function createApp() {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json());

  app.get("/api/health", (request, response) => {
    response.json({ status: "ok" });
  });

  app.post("/api/previews", async (request, response) => {
    const page = await fetchPage(String(request.body?.url ?? ""));
    response.json({ url: page.url, ...metadata(page.html) });
  });

  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error instanceof BadAddress ? 400 : error instanceof PageUnavailable ? 502 : 500;
    response.status(status).json({ error: error.message });
  });
  return app;
}
