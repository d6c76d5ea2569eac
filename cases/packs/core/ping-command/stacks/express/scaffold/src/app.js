import express from "express";

import { checks } from "./checks.js";
import { inventory } from "./inventory.js";

/** The application with all its routes. */
export function createApp() {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json());
  app.use(inventory);
  app.use(checks);
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    response.status(error.status ?? 500).json({ error: error.status ? error.message : "internal error" });
  });
  return app;
}
