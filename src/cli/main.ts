#!/usr/bin/env node
import { readFileSync } from "node:fs";

// `--version` is asked by scripts and by every health check: it answers before anything else is loaded.
const [first, ...rest] = process.argv.slice(2);
if (rest.length === 0 && (first === "--version" || first === "-V")) {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  process.stdout.write(`${version}\n`);
} else {
  const { runCli } = await import("./cli.ts");
  await runCli(process.argv.slice(2));
}
