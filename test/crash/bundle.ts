import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll } from "vitest";

/** Where the packages of the engine are found from, and no one packs it up. */
const CACHE = path.resolve(import.meta.dirname, "../../node_modules/.cache");
const SHELLS = "spare-shells.pl";

/** A fixture in one file, as people run the engine: loading a hundred small ones takes half of the time of a short life. Gives its path. */
export function bundledFixture(name: string): string {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, "drover-crash-"));
  const file = path.join(folder, name);
  beforeAll(async () => {
    const input = path.resolve(import.meta.dirname, "../fixtures", name);
    const bundle = await rolldown({ input, platform: "node", external: ["lmdb"], logLevel: "warn" });
    await bundle.write({ file, format: "esm", codeSplitting: false });
    copyFileSync(
      path.resolve(import.meta.dirname, "../../src/executors/supervisor", SHELLS),
      path.join(folder, SHELLS),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return file;
}
