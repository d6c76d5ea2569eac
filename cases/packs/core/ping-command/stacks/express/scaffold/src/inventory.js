import { readFile } from "node:fs/promises";

import { Router } from "express";

import { INVENTORY } from "./settings.js";

export const inventory = Router();

/** What the desk can choose from: titles and addresses. */
inventory.get("/api/inventory", async (request, response) => {
  const lines = (await readFile(INVENTORY, "utf8")).split("\n");
  const entries = lines
    .filter((line) => line.trim() && !line.startsWith("#"))
    .map((line) => line.split("|").map((part) => part.trim()))
    .map(([title, address]) => ({ title, address }));
  response.json(entries);
});
