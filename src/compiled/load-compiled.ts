import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import zlib from "node:zlib";

/** Where the build keeps what V8 made of a file: only the very same Node takes it, with the same limits of its memory. */
function cacheFile(file: string): string {
  const limits = process.execArgv.filter((flag) => flag.startsWith("--max-")).join("");
  return `${file}.${process.version}-${process.arch}${limits}.cache`;
}

/** The build runs each bundle once: what was compiled for that is what most commands need. */
const isBuilding = (): boolean => process.env["DROVER_BUILDS_CACHE"] !== undefined;

/** Whether there is, or will be once the build ends, something that V8 had compiled of the file. */
export const isCompiled = (file: string): boolean => existsSync(cacheFile(file)) || (isBuilding() && existsSync(file));

/**
 * Loads a CommonJS file with the code that V8 had compiled when it was built: compiling is a quarter of a short command. Another Node
 * than the builder's keeps its own cache from 22.1 on, and otherwise compiles anew. V8 tells a changed file by its length alone, so
 * the build removes the cache before it writes the file. `as`: what the text is a bundle of, and takes itself for; loaded in its place
 * where there is no cache that can be used.
 */
export function loadCompiled(file: string, as = file): unknown {
  const cachedData = readCache(cacheFile(file));
  if (cachedData === null && !isBuilding()) {
    (Module as typeof Module & NewerModule).enableCompileCache?.();
    return createRequire(as)(as);
  }
  // The build writes ASCII: V8 keeps such a text as it is, in a byte a character.
  const source = Module.wrap(readFileSync(file, "latin1"));
  const script = new vm.Script(source, { filename: file, ...(cachedData === null ? {} : { cachedData }) });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, createRequire(as), module, as, path.dirname(as));
  if (isBuilding()) process.once("exit", () => keepCache(cacheFile(file), script.createCachedData()));
  return module.exports;
}

/** Not in the types of Node 20. */
interface NewerModule {
  readonly enableCompileCache?: () => unknown;
}

const SUM_BYTES = 4;

/** Node 22.0 and 22.1 have none, and keep and use no cache. */
const { crc32 = null } = zlib as Partial<Pick<typeof zlib, "crc32">>;

/** V8 believes whatever it is given: half a cache, or one with a wrong byte, makes it crash. So a sum comes first in the file. */
function keepCache(file: string, data: Buffer): void {
  if (crc32 === null) return;
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(crc32(data));
  // Several may end at once.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, Buffer.concat([sum, data]));
  renameSync(own, file);
}

/** `null` for none that can be used; everything works without. */
function readCache(file: string): Buffer | null {
  let kept: Buffer;
  try {
    kept = readFileSync(file);
  } catch {
    // Built by another Node, or not yet built to the end.
    return null;
  }
  const data = kept.subarray(SUM_BYTES);
  return data.length > 0 && kept.readUInt32LE() === crc32?.(data) ? data : null;
}
