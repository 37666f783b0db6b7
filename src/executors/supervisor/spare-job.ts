import type { ProcessSpec } from "../../core/process.ts";
import type { AttemptFiles } from "./attempt-files.ts";
import { SHELL_MARK } from "./process-table.ts";
import { quote } from "./quote.ts";
import { CLAIM_LOST } from "./wrapper.ts";

export interface SpareJob {
  readonly spec: ProcessSpec;
  readonly files: AttemptFiles;
  /** The whole environment that the child is to have. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the shell was started with. */
  readonly given: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  /** What to do in the end: the wrapper's text. */
  readonly wrapper: string;
}

const NAME = /^[A-Za-z_]\w*$/;
/** Names that mean something to a shell at once; a shell that is started with them takes no harm. */
const SHELLS_OWN =
  /^(?:IFS|OPT\w+|PPID|E?UID|PWD|OLDPWD|_|LINENO|RANDOM|SECONDS|SHELL\w+|BASH\w*|ENV|PS\d|MAIL\w*|SHLVL|GROUPS|FUNC\w+|DIRSTACK|EPOCH\w+|HIST\w+|SRANDOM|COMP_\w+|drover_\w+)$/;
/** A line feed would end the line. A NUL the shell would drop, and go on with another value; a spawn refuses it. */
const UNSAYABLE = /[\n\0]/;
/** A pipe takes this much whole or not at all, so that no shell ever sees half a job. */
const MAX_BYTES = 4096;

/**
 * The one line of shell text that makes a waiting shell into the wrapper of an attempt: folder, standard streams, environment,
 * arguments. `null` for what cannot be said in one short line; such a child is spawned instead.
 */
export function spareJob({ spec, files, environment, given, argv, wrapper }: SpareJob): string | null {
  const exported = Object.entries(environment).filter(([name, value]) => given[name] !== value);
  const unset = Object.keys(given).filter((name) => environment[name] === undefined);
  const names = [...exported.map(([name]) => name), ...unset];
  if (names.some((name) => !NAME.test(name) || SHELLS_OWN.test(name))) return null;
  const stdin = spec.stdin === null ? "/dev/null" : files.stdin;
  const job = [
    `cd -P ${quote(spec.cwd)} && exec <${quote(stdin)} >>${quote(files.stdout)} 2>>${quote(files.stderr)} || exit ${CLAIM_LOST}`,
    `unset OLDPWD ${[SHELL_MARK, ...unset].join(" ")}`,
    `export ${exported.map(([name, value]) => `${name}=${quote(value)}`).join(" ")}`,
    ...(argv.length === 0 ? [] : [`set -- ${argv.map(quote).join(" ")}`]),
    wrapper,
  ].join("; ");
  return Buffer.byteLength(job) >= MAX_BYTES || UNSAYABLE.test(job) ? null : job;
}
