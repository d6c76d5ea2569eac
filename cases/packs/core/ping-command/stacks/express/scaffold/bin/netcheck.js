// netcheck: probe equipment from the inventory. See the README for its options.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const DEFAULT_INVENTORY = path.resolve(import.meta.dirname, "..", "etc", "inventory.txt");

function fail(message) {
  console.log(message);
  process.exit(2);
}

/** Entries of the inventory file; ends the program at the first line that is none. */
function readInventory(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    fail(`${file}: ${error.code}`);
  }
  return text
    .split("\n")
    .filter((line) => line.trim() && !line.startsWith("#"))
    .map((line) => {
      const parts = line.split("|").map((part) => part.trim());
      if (parts.length !== 3) fail(`${file}: not an entry: ${line}`);
      return { title: parts[0], address: parts[1], up: parts[2] === "up" };
    });
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        count: { type: "string", short: "c", default: "1" },
        output: { type: "string", short: "o" },
        inventory: { type: "string", short: "i", default: DEFAULT_INVENTORY },
        stdin: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    console.error(`netcheck: ${error.message}`);
    return process.exit(2);
  }
}

const { values, positionals } = readOptions();
const count = Number(values.count);
if (!Number.isInteger(count) || positionals.length > 1) {
  console.error("usage: netcheck [--count N] [--output FILE] [--inventory FILE] [--stdin] [--] [HOST]");
  process.exit(2);
}
const host = values.stdin ? readFileSync(0, "utf8").trim() : positionals[0];

const entries = readInventory(values.inventory);
const chosen = host === undefined ? entries : entries.filter(({ title, address }) => host === title || host === address);
const report = [];
for (const { title, address, up } of chosen) {
  for (let number = 1; number <= count; number += 1) {
    report.push(`${title} (${address}) probe ${number}: ${up ? "reply" : "no answer"}`);
  }
  report.push(`${title}: ${up ? count : 0} of ${count} answered`);
}
if (chosen.length === 0) report.push(`unknown host ${host}`);
console.log(report.join("\n"));
if (values.output) writeFileSync(values.output, `${report.join("\n")}\n`);
process.exitCode = chosen.length > 0 && chosen.every(({ up }) => up) ? 0 : 1;
