#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { runCli as RunCli } from "./cli.ts";
import { loadCompiled } from "../compiled/load-compiled.ts";

// `--version` is asked by scripts and by every health check: it answers before anything else is loaded.
const [first, ...rest] = process.argv.slice(2);
if (rest.length === 0 && (first === "--version" || first === "-V")) {
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../package.json"), "utf8")) as {
    version: string;
  };
  process.stdout.write(`${version}\n`);
} else {
  // Those that only look have a bundle of their own (`scripts/build.mjs`): it loads in half the time.
  const own = path.join(import.meta.dirname, `cli-${first}.cjs`);
  const file = /^[a-z]+$/.test(first ?? "") && existsSync(own) ? own : path.join(import.meta.dirname, "cli.cjs");
  const { runCli } = loadCompiled(file) as { readonly runCli: typeof RunCli };
  // Code that came out of the cache cannot import by itself. It ends the process: no `await`, since the bundle is CommonJS.
  void runCli(process.argv.slice(2), async (other) =>
    other.endsWith(".cjs") ? loadCompiled(other) : import(pathToFileURL(other).href),
  );
}
