import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { damaged, storeFailure } from "./failures.ts";

export interface Probe {
  readonly file: string;
  readonly readOnly: boolean;
  /** Reads every record; otherwise the first and the last thousand. */
  readonly deep: boolean;
}

const QUICK_LIMIT_MS = 20_000;
const DEEP_LIMIT_MS = 600_000;

/**
 * What the child does: open the file, read, and start a write that is taken back, which touches the list of free pages.
 * Kept as text, because it has to run the same from the sources and from the built package.
 */
const SCRIPT = `
const [, lmdb, file, readOnly, deep] = process.argv;
const { open, ABORT } = require(lmdb);
try {
  const options = { noSubdir: true, overlappingSync: false, encoding: "string", readOnly: readOnly === "true" };
  const database = open({ path: file, ...options });
  const sweeps = deep === "true" ? [{}] : [{ limit: 1000 }, { limit: 1000, reverse: true }];
  for (const sweep of sweeps) for (const { value } of database.getRange(sweep)) JSON.parse(value);
  if (readOnly !== "true")
    database.transactionSync(() => {
      database.put(["probe"], "{}");
      return ABORT;
    });
} catch (error) {
  process.stdout.write(JSON.stringify({ message: error.message, code: error.code ?? null, name: error.name }));
  process.exit(1);
}
process.exit(0);
`;

interface ChildEnd {
  readonly failed: boolean;
  readonly signal: string | null;
  readonly stdout: string;
}

/**
 * Opens the database in a child process first: a damaged LMDB file can end the process that reads it with SIGSEGV or
 * SIGBUS. Throws DroverError `store.damaged`, `store.full` or `store.read_only`. Costs a process start.
 */
export async function probeDatabase(probe: Probe): Promise<void> {
  const end = await runChild(probe);
  if (!end.failed) return;
  if (end.signal !== null) throw damaged(probe.file, `a process that reads it ends with ${end.signal}`);
  const error = parseError(end.stdout);
  throw storeFailure("open the store", probe.file, error);
}

function runChild(probe: Probe): Promise<ChildEnd> {
  const lmdb = createRequire(import.meta.url).resolve("lmdb");
  const args = ["-e", SCRIPT, lmdb, probe.file, String(probe.readOnly), String(probe.deep)];
  // The certificates it would read as it starts, for twice as long as the rest takes, and talk with nobody.
  const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...env } = process.env;
  const timeout = probe.deep ? DEEP_LIMIT_MS : QUICK_LIMIT_MS;
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout, killSignal: "SIGKILL" }, (error, stdout) => {
      resolve({ failed: error !== null, signal: error?.signal ?? null, stdout });
    });
  });
}

function parseError(stdout: string): Error {
  const [, text] = /(\{"message":.*\})\s*$/s.exec(stdout) ?? [];
  if (text === undefined) return new Error("the process that tried to open it ended without a word");
  const { message, code, name } = JSON.parse(text) as { message: string; code: number | string | null; name: string };
  return name === "SyntaxError" ? new SyntaxError(message) : Object.assign(new Error(message), { code });
}
