import { readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import vm from "node:vm";
import { crc32 } from "node:zlib";

/** Where the build keeps what V8 made of a file: only the very same Node takes it, with the same limits of its memory. */
export function cacheFile(file: string): string {
  const limits = process.execArgv.filter((flag) => flag.startsWith("--max-")).join("");
  return `${file}.${process.version}-${process.arch}${limits}.cache`;
}

/**
 * Bytes of bytecode for which a function runs until V8 thinks of optimizing it: ten times what it takes by itself. Most commands end before
 * that pays, and it is a fifth of what they compute. Also when the build makes a cache: V8 takes none that was made under other flags.
 */
const PATIENCE = 675_840;

/**
 * Loads a CommonJS file with the code that V8 had compiled when it was built: compiling is a quarter of a short command. Another Node
 * than the builder's keeps its own cache from 22.1 on, and otherwise compiles anew. V8 tells a changed file by its length alone, so
 * the build removes the cache before it writes the file.
 */
export function loadCompiled(file: string): { readonly exports: unknown; readonly script: vm.Script | null } {
  // Newer ones call it otherwise, and write to stderr about what they do not know.
  if (process.versions.v8.startsWith("11.")) setFlagsFromString(`--interrupt-budget=${PATIENCE}`);
  const cachedData = readCache(cacheFile(file));
  if (cachedData === null && process.env["DROVER_BUILDS_CACHE"] === undefined) {
    (Module as typeof Module & NewerModule).enableCompileCache?.();
    return { exports: createRequire(file)(file), script: null };
  }
  // The build writes ASCII: V8 keeps such a text as it is, in a byte a character.
  const source = Module.wrap(readFileSync(file, "latin1"));
  const script = new vm.Script(source, { filename: file, ...(cachedData === null ? {} : { cachedData }) });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  return { exports: module.exports, script };
}

/** Not in the types of Node 20. */
interface NewerModule {
  readonly enableCompileCache?: () => unknown;
}

const SUM_BYTES = 4;

/** V8 believes whatever it is given: half a cache, or one with a wrong byte, makes it crash. So a sum comes first in the file. */
export function keepCache(file: string, data: Buffer): void {
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
  return data.length > 0 && kept.readUInt32LE() === crc32(data) ? data : null;
}
