import { existsSync, openSync, readFileSync, renameSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { Option } from "commander";
import { parseDuration } from "../../core/duration.ts";
import { DroverError, ERRORS } from "../../core/errors.ts";
import { daemonCommand, daemonLog, startInBackground } from "../../daemon/ensure.ts";
import type { startDaemon } from "../../daemon/index.ts";
import type { LogLevel, LogTarget } from "../../daemon/log.ts";
import type { Project } from "../../project/project.ts";
import { SHIPPED } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { prepareState, projectOrRepository } from "../find-project.ts";
import { collect } from "../inputs.ts";
import type { Shell } from "../shell.ts";
import { UNITS, unitText, type UnitKind } from "../units.ts";

interface ServeFlags {
  readonly host: string;
  readonly port?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly plain?: true;
  readonly name: readonly string[];
  readonly idleExit?: string;
  readonly log?: string;
  readonly logLevel: LogLevel;
  readonly printUnit?: UnitKind;
  readonly detach?: true;
  readonly json?: true;
}

export const addServe: AddCommand = (program, shell) => {
  program
    .command("serve")
    .summary("run the daemon")
    .description(
      "Runs the daemon of this project: the engine, with the HTTP API at a unix socket and at a port of this machine. Other commands find it by themselves. Ctrl-C stops it; agents and scripts go on, and the next one adopts them.",
    )
    .option("--port <number>", "the port; left out: one of this project's own")
    .addOption(new Option("--host <address>", "the address to listen at").default("127.0.0.1"))
    .option("--tls-cert <file>", "a certificate (PEM), for https")
    .option("--tls-key <file>", "its key (PEM)")
    .option("--plain", "another address than this machine's own without TLS: tokens can be read on the way")
    .option("--name <name>", "a further name under which it is reached; may be given several times", collect, [])
    .option("--idle-exit <duration>", "leave after this long with nothing to do; left out: never")
    .option("--log <file>", "where the log goes, - for standard error; left out: .drover/state/daemon.log")
    .addOption(
      new Option("--log-level <level>", "how much of it").choices(["debug", "info", "warn", "error"]).default("info"),
    )
    .addOption(
      new Option(
        "--print-unit <kind>",
        "only print a unit that starts it by itself, with the options that are given",
      ).choices(UNITS),
    )
    .option("-d, --detach", "go to the background once it listens")
    .option("--json", "print where it listens as JSON")
    .action((flags: ServeFlags) => serve(flags, shell));
};

async function serve(flags: ServeFlags, shell: Shell): Promise<void> {
  const project = projectOrRepository(shell.cwd);
  const place = placeOf(flags, shell);
  if (flags.printUnit !== undefined) return printUnit(flags.printUnit, project, shell);
  prepareState(project);
  if (flags.detach === true) {
    const args = process.argv.slice(3).filter(isForDaemon);
    const { url, pid } = await startInBackground(project, args);
    return tell(shell, flags, { url: url ?? "", pid, project });
  }
  const { startDaemon: start } = (await shell.load(SHIPPED.daemon)) as {
    startDaemon: typeof startDaemon;
  };
  // From the beginning on: whoever reads that it listens may end it in the same moment.
  let [isOver, end] = [false, (): void => undefined];
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(signal, () => {
      isOver = true;
      end();
    });
  const daemon = await start({ project, ...place, log: openLog(project, flags.log), logLevel: flags.logLevel }).catch(
    rethrown,
  );
  end = () => void daemon.stop();
  tell(shell, flags, { url: daemon.url, pid: process.pid, project });
  if (isOver) end();
  await daemon.ended;
}

/** The daemon is not in the bundle and has a class of errors of its own: here it is one of ours again. */
function rethrown(error: unknown): never {
  if (!(error instanceof Error) || error instanceof DroverError || !("code" in error)) throw error;
  const { name, code, message, details } = error as Partial<DroverError> & Error;
  const isOurs = name === "DroverError" && code !== undefined && Object.hasOwn(ERRORS, code);
  throw isOurs ? new DroverError(code, message, { cause: error.cause, details }) : error;
}

/** Options that say how the command itself ends are not those of the daemon that it starts. */
const isForDaemon = (arg: string): boolean => !["-d", "--detach", "--json"].includes(arg);

function printUnit(kind: UnitKind, project: Project, shell: Shell): void {
  const given = process.argv.slice(3);
  const at = given.findIndex((arg) => arg.startsWith("--print-unit"));
  const args = given.toSpliced(at, given[at]?.includes("=") === true ? 1 : 2).filter(isForDaemon);
  shell.out.write(
    unitText(kind, { root: project.root, command: daemonCommand(args), path: process.env["PATH"] ?? "" }),
  );
}

type Place = Omit<Parameters<typeof startDaemon>[0], "project" | "log" | "logLevel">;

function placeOf({ host, port, tlsCert, tlsKey, plain, name, idleExit }: ServeFlags, shell: Shell): Place {
  const number = port === undefined ? null : Number(port);
  if (number !== null && !(Number.isInteger(number) && number >= 0 && number < 65_536))
    throw new DroverError("usage", `Cannot listen at port "${port}": it has to be a whole number below 65536.`);
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new DroverError("usage", "Cannot use TLS: give both --tls-cert and --tls-key.");
  const tls =
    tlsCert === undefined || tlsKey === undefined
      ? null
      : { cert: readPem(shell, tlsCert), key: readPem(shell, tlsKey) };
  warnOfOthers(shell, { host, isOpen: tls === null, isPlain: plain === true });
  return { host, port: number, tls, names: name, idleMs: idleExit === undefined ? null : durationOf(idleExit) };
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/** Whoever reaches another address can try tokens, and reads everything where there is no TLS. */
function warnOfOthers(
  shell: Shell,
  { host, isOpen, isPlain }: { host: string; isOpen: boolean; isPlain: boolean },
): void {
  if (LOOPBACK.has(host)) return;
  if (isOpen && !isPlain)
    throw new DroverError(
      "usage",
      `Cannot listen at "${host}" without TLS: others could read the token. Give --tls-cert and --tls-key, or --plain behind a proxy that has them.`,
    );
  shell.err.line(
    shell.err.style.yellow(
      `Others can reach this daemon at ${host}. Whoever has a token of the role admin can run anything here.`,
    ),
  );
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms === null)
    throw new DroverError(
      "usage",
      `Cannot use --idle-exit "${text}": it has to be a duration such as 30s, 10m or 1h30m.`,
    );
  return ms;
}

function readPem(shell: Shell, file: string): string {
  const found = path.resolve(shell.cwd, file);
  if (!existsSync(found)) throw new DroverError("usage", `Cannot read "${file}": there is no such file.`);
  return readFileSync(found, "utf8");
}

const LARGEST_LOG = 16 * 1024 * 1024;

/** A log that has grown large is kept beside, once. A line is in the file when it is written: a crash loses none. */
function openLog(project: Project, file: string | undefined): LogTarget {
  if (file === "-") return process.stderr;
  const to = file ?? daemonLog(project);
  if ((statSync(to, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(to, `${to}.1`);
  const fd = openSync(to, "a", 0o600);
  return { write: (line) => writeOrTell(fd, line, to) };
}

/** A full disk is no reason to end: the engine waits for room, and so does its log. */
function writeOrTell(fd: number, line: string, file: string): void {
  try {
    writeSync(fd, line);
  } catch (error) {
    process.stderr.write(`Cannot write the log "${file}": ${String(error)}\n${line}`);
  }
}

interface Told {
  readonly url: string;
  readonly pid: number;
  readonly project: Project;
}

function tell({ out }: Shell, { json }: ServeFlags, { url, pid, project }: Told): void {
  if (json === true) return out.line(JSON.stringify({ url, pid }));
  out.line(
    `Serving ${project.root} at ${out.style.cyan(url)} (process ${pid}). \`drover stop\` ends it; agents go on.`,
  );
}
