import type { ProcessSpec } from "../../core/process.ts";
import type { AttemptFiles } from "./attempt-files.ts";
import type { ProcessTable } from "./process-table.ts";

/** The child's exit code when somebody else holds the claim, or when it could not be written. */
export const CLAIM_LOST = 97;

/** Scripts that may replace our EXIT trap, or the shell itself. */
const NEEDS_OWN_SHELL = /\b(?:trap|exec|eval|source)\b|(?:^|[\s;&|({])\.\s/m;

/**
 * The text for `sh -c`: builtins only, so that surviving a crash costs no further process. The child claims the attempt
 * itself: O_EXCL (`set -C`) decides, so a late child of a dead engine and a new one can never both run.
 */
export function wrapperText(
  files: AttemptFiles,
  { command, talks }: Pick<ProcessSpec, "command" | "talks">,
  table: ProcessTable,
): string {
  if ("script" in command) return claimText(files, table) + scriptText(files, command.script);
  return claimText(files, table) + (talks === true ? talkText(files) : programText(files));
}

function claimText(files: AttemptFiles, table: ProcessTable): string {
  const write = `${table.identify}; echo ${quote(table.boot)} "$drover_id" >${quote(files.claim)}`;
  return `set -C; { ${write}; } 2>/dev/null || exit ${CLAIM_LOST}; set +C; unset drover_id; `;
}

/**
 * The script runs in the wrapper's own shell where that is safe. It is not when the script may take the EXIT trap away, nor
 * in bash, ksh or zsh: ended by SIGTERM, bash runs the trap with `$?` 0 (seen), and a record of success would be a lie.
 */
function scriptText(files: AttemptFiles, script: string): string {
  const source = `. ${quote(files.script)}`;
  const guarded = `(set -e; ${source}); ${recordText(files)}`;
  if (NEEDS_OWN_SHELL.test(script)) return guarded;
  const trap = `trap ${quote(`echo "$?" >${quote(files.exit)}`)} EXIT`;
  return `case "\${BASH_VERSION-}\${KSH_VERSION-}\${ZSH_VERSION-}" in "") ${trap}; set -e; ${source} ;; *) ${guarded} ;; esac`;
}

const programText = (files: AttemptFiles): string => `"$@"; ${recordText(files)}`;

/** Opened for both directions, so that it has a writer, and no end, as long as the program lives. Mostly the pipe is there already. */
function talkText(files: AttemptFiles): string {
  const pipe = quote(files.stdin);
  return `[ -p ${pipe} ] || command -p mkfifo -m 600 ${pipe}; "$@" <>${pipe}; ${recordText(files)}`;
}

/** Two bytes or so in one write: whole or absent. */
const recordText = (files: AttemptFiles): string =>
  `drover_code=$?; echo "$drover_code" >${quote(files.exit)}; exit "$drover_code"`;

/** One word of a shell, whatever is in it. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
