import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll } from "vitest";

/** Where the packages of the engine are found from, and no one packs it up. */
const CACHE = path.resolve(import.meta.dirname, "../../node_modules/.cache");
const FIXTURES = path.resolve(import.meta.dirname, "../fixtures");
const SHELLS = "spare-shells.pl";
/** Where the build has put lmdb, with what was compiled of it. */
const BUILT = path.resolve(import.meta.dirname, "../../dist/bin");

/**
 * A fixture in one file that is compiled once, as people run the engine: loading and compiling a hundred small ones takes half of the
 * time of a short life. Gives the first arguments of Node; the fixture has no `await` of its own at the top.
 */
export function bundledFixture(name: string): readonly string[] {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, "drover-crash-"));
  const [start, program] = ["start-compiled.mjs", name].map((from) => ({
    from: path.join(FIXTURES, from),
    file: path.join(folder, from.replace(/mjs$/, "cjs")),
  })) as [Bundle, Bundle];
  beforeAll(async () => {
    await Promise.all([bundle(start), bundle(program)]);
    copyFileSync(
      path.resolve(import.meta.dirname, "../../src/executors/supervisor", SHELLS),
      path.join(folder, SHELLS),
    );
    for (const file of readdirSync(BUILT))
      if (file.startsWith("lmdb.cjs")) copyFileSync(path.join(BUILT, file), path.join(folder, file));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return [start.file, program.file];
}

interface Bundle {
  readonly from: string;
  readonly file: string;
}

async function bundle({ from, file }: Bundle): Promise<void> {
  const built = await rolldown({ input: from, platform: "node", external: ["lmdb"], logLevel: "warn" });
  await built.write({ file, format: "cjs", codeSplitting: false });
}
