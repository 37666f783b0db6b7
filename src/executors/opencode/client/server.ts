import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Gen, runOfGen } from "../../../core/ids.ts";
import { isJsonObject, type Json } from "../../../core/json.ts";
import { parseJsonLine } from "../../json-line.ts";
import { type AttemptFiles, attemptFiles, isSystemError, makeAttemptFolder } from "../../supervisor/attempt-files.ts";
import { readClaim, readSettledClaim } from "../../supervisor/claim.ts";
import { launch } from "../../supervisor/launch.ts";
import { moveLoan, readLoan, serverGen, writeLoan } from "../../supervisor/loan.ts";
import { EFFECT_MARK, isAlive, SHELL_MARK, STATE_MARK } from "../../supervisor/process-table.ts";
import { findProgram } from "../../supervisor/program-path.ts";
import { readTextFile } from "../../supervisor/regular-file.ts";
import { systemProcessTable } from "../../supervisor/system-processes.ts";
import { type Address, ask } from "./http.ts";
import { writeMarks, writeToolShell } from "./tool-shell.ts";

/** What a server has to have in common with an attempt that takes it: the rest does not matter to it. */
export interface Launching {
  /** Program and arguments, without the port. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment of the attempt's process. */
  readonly env: Readonly<Record<string, string>>;
  /** Servers of MCP that are added to it. */
  readonly mcp: Json;
}

export interface LentServer extends Address {
  readonly isNew: boolean;
  /** For the next attempt. What the server does from then on is nobody's. */
  readonly giveBack: () => void;
}

const START_MS = 60_000;
/** What is asked of a server that starts may never be answered, so it is asked often; one that is there may be slow. */
const PATIENCE_MS = { starting: 500, found: 10_000 } as const;
const POLL_MS = 20;

/**
 * A server for this attempt alone until it is given back: a free one of the run that was started in the same way, else a new one. From
 * before its start on the attempt's folder names it (`Loan`), so nothing of it outlives the attempt's end in mid-turn. Throws for one
 * that does not start.
 */
export async function borrowServer(attemptFolder: string, launching: Launching): Promise<LentServer> {
  const attempts = path.dirname(attemptFolder);
  const gen = Gen(path.basename(attemptFolder));
  const own = attemptFiles(attempts, gen);
  const way = fingerprint(launching);
  for (let n = 0; ; n++) {
    const files = attemptFiles(attempts, serverGen(runOfGen(gen), way, n));
    const isNew = makeAttemptFolder(files);
    if (!isNew && !moveLoan(files, own)) continue;
    const address = isNew ? await started({ files, own, launching, attempts }) : await foundAgain(files, own);
    if (address === null) continue;
    writeMarks(
      files.folder,
      picked(launching.env, (name) => MARKS.has(name)),
    );
    return { ...address, isNew, giveBack: () => giveBack(own, files) };
  }
}

/** What tells one attempt from another; everything else of the environment the server has in common with all that take it. */
const MARKS: ReadonlySet<string> = new Set([
  STATE_MARK,
  EFFECT_MARK,
  SHELL_MARK,
  "DROVER_ATTEMPT_DIR",
  "DROVER_OUTPUT",
]);
/** What shells set by themselves. */
const PASSING: ReadonlySet<string> = new Set(["PWD", "OLDPWD", "SHLVL", "_"]);

const sharedEnv = (env: Launching["env"]): Launching["env"] =>
  picked(env, (name) => !MARKS.has(name) && !PASSING.has(name));

const picked = (env: Launching["env"], isWanted: (name: string) => boolean): Launching["env"] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => isWanted(name)));

function fingerprint({ command, cwd, env, mcp }: Launching): string {
  const shared = Object.entries(sharedEnv(env)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([command, cwd, shared, mcp]))
    .digest("hex")
    .slice(0, 16);
}

/** The time of its last use is when it was given back: what keeps it looks at that. A server without its loan is nobody's, and ends. */
function giveBack(own: AttemptFiles, files: AttemptFiles): void {
  const now = new Date();
  try {
    fs.utimesSync(own.loan, now, now);
    if (moveLoan(own, files)) return;
  } catch (error) {
    // What lies there, or in the server's folder, is not what we had put there: a command can have done that.
    if (!ODD_PLACES.some((code) => isSystemError(error, code))) throw error;
  }
  endServer(files);
}

const ODD_PLACES = ["ENOENT", "ENOTDIR", "EISDIR", "ENOTEMPTY", "EEXIST", "ELOOP"];

function endServer(files: AttemptFiles): void {
  const table = systemProcessTable();
  const claim = readClaim(files, table);
  if (claim?.type !== "process" || claim.boot !== table.boot || !isAlive(table, claim.identity)) return;
  // It leads its group, and has the server in it: see `keeper`.
  try {
    process.kill(-claim.identity.pid, "SIGTERM");
  } catch (error) {
    if (!isSystemError(error, "ESRCH")) throw error;
  }
}

/** In the server's own folder, not in the one that an attempt's commands are told: of the same user they can find it, but not by mishap. */
const addressFile = ({ folder }: AttemptFiles): string => path.join(folder, "address");

function readAddress(files: AttemptFiles): Address | null {
  const told = parseJsonLine(readTextFile(addressFile(files)) ?? "");
  const [port, password] = [told?.["port"], told?.["password"]];
  return typeof port === "number" && typeof password === "string" ? { port, password } : null;
}

/** `null` for one that is dead, or does not answer. */
async function foundAgain(files: AttemptFiles, own: AttemptFiles): Promise<Address | null> {
  const address = readLoan(own)?.gen === path.basename(files.folder) ? readAddress(files) : null;
  const table = systemProcessTable();
  const claim = await readSettledClaim(files, table);
  // Its port may be another program's by now, which must not be told the password.
  const lives = claim?.type === "process" && claim.boot === table.boot && isAlive(table, claim.identity);
  if (address !== null && lives && (await isHealthy(address, PATIENCE_MS.found))) return address;
  moveLoan(own, files);
  return null;
}

async function isHealthy(address: Address, patienceMs: number): Promise<boolean> {
  const answer = await ask(address, ["GET", "/global/health"], patienceMs).catch(() => null);
  return answer?.status === 200 && isJsonObject(answer.body) && answer.body["healthy"] === true;
}

interface Starting {
  readonly files: AttemptFiles;
  readonly own: AttemptFiles;
  readonly launching: Launching;
  readonly attempts: string;
}

async function started({ files, own, launching, attempts }: Starting): Promise<Address> {
  const { command, cwd, env } = launching;
  const program = findProgram(command[0] ?? "", cwd, env["PATH"] ?? "");
  if (!("path" in program)) throw new Error(program.message);
  const gen = Gen(path.basename(files.folder));
  const password = randomBytes(24).toString("hex");
  writeLoan(own, { gen });
  const argv = [program.path, ...command.slice(1), "--hostname", "127.0.0.1", "--port", "0"];
  const child = await launch({
    spec: {
      gen,
      command: { argv: ["/bin/sh", "-c", keeper(20), files.loan, ...argv] },
      cwd,
      env: {
        ...sharedEnv(env),
        SHELL: writeToolShell(files.folder, env),
        OPENCODE_SERVER_USERNAME: "opencode",
        OPENCODE_SERVER_PASSWORD: password,
      },
      stdin: null,
    },
    files,
    table: systemProcessTable(),
    state: attempts,
    isFresh: true,
    spare: null,
  });
  if ("type" in child) throw new Error(child.message);
  const end = { hasCome: false };
  void child.ended.then(() => (end.hasCome = true));
  const address = await addressOnceHealthy(files, password, () => end.hasCome);
  if (address === null) throw new Error(notStarted(command, files, end.hasCome));
  fs.writeFileSync(addressFile(files), JSON.stringify(address), { mode: 0o600 });
  return address;
}

/** `null` for a server that ends, or takes too long. */
async function addressOnceHealthy(
  files: AttemptFiles,
  password: string,
  isOver: () => boolean,
): Promise<Address | null> {
  const until = performance.now() + START_MS;
  let address: Address | null = null;
  while (performance.now() < until && !isOver()) {
    address ??= addressToldIn(readTextFile(files.stdout) ?? "", password);
    if (address !== null && (await isHealthy(address, PATIENCE_MS.starting))) return address;
    await sleep(POLL_MS);
  }
  return null;
}

/** From the server's own line, once it is whole: a plugin may tell of other addresses, and the password goes to this one. */
export function addressToldIn(text: string, password: string): Address | null {
  const port = /^opencode server listening on http:\/\/127\.0\.0\.1:(\d+)\/?\r?\n/m.exec(text)?.[1];
  return port === undefined ? null : { port: Number(port), password };
}

function notStarted(command: readonly string[], files: AttemptFiles, hasEnded: boolean): string {
  const last = (readTextFile(files.stderr) ?? "").trim().split("\n").at(-1) ?? "";
  const why = hasEnded ? "it ended" : `it did not listen within ${START_MS / 1000} s`;
  return `Cannot start the server "${command.join(" ")}": ${why}${last === "" ? "" : `: ${last}`}`;
}

/** Minutes for which a server may be free. */
const FREE_MIN = 5;

/**
 * A shell's text that runs a program, and ends it when its loan (`$0`) has lain in its folder for five minutes, or that folder is there no
 * more: whoever looks after it may be gone. It takes the loan first, so that nobody else does. `everyS`: how often it looks. `graceS`:
 * seconds from SIGTERM, its own or one that it gets and passes on, to SIGKILL. Ends after the program, with its exit code.
 */
export const keeper = (everyS: number, graceS = 5): string => `early= watch=
end() { kill "$server"; sleep ${graceS}; kill -9 "$server"; } 2>/dev/null
pass() { kill "$watch" 2>/dev/null; end & watch=$!; }
trap 'if [ -n "$watch" ]; then pass; else early=1; fi' TERM
"$@" & server=$!
while sleep ${everyS}; do
  [ -d "\${0%/*}" ] || end
  [ -z "$(find "$0" -mmin +${FREE_MIN} 2>/dev/null)" ] || ! mv "$0" "$0.over" 2>/dev/null || end
done & watch=$!
[ -z "$early" ] || pass
wait "$server"; code=$?
while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
kill "$watch" 2>/dev/null
exit "$code"`;
