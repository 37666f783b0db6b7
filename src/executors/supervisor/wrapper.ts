import type { ProcessSpec } from "../../core/process.ts";
import type { AttemptFiles } from "./attempt-files.ts";
import { claimWords } from "./claim.ts";
import type { ProcessTable } from "./process-table.ts";
import { quote } from "./quote.ts";
import type { Spare } from "./spares.ts";

/** The child's exit code when somebody else holds the claim, or when it could not be written. */
export const CLAIM_LOST = 97;

/** Scripts that may replace our EXIT trap, or the shell itself. */
const NEEDS_OWN_SHELL = /\b(?:trap|exec|eval|source)\b|(?:^|[\s;&|({])\.\s/m;

export interface Wrapped extends Pick<ProcessSpec, "command" | "talks"> {
  /** Where a script stands: in the text that the shell is told, or in its file. */
  readonly script: "told" | "file";
  /** The shell that is told it, if it waited for that: its keeper has told it already who it is. */
  readonly spare: Spare | null;
}

/**
 * The text for `sh -c`: builtins only, so that surviving a crash costs no further process. The child claims the attempt
 * itself: O_EXCL (`set -C`) decides, so a late child of a dead engine and a new one can never both run.
 */
export function wrapperText(
  files: AttemptFiles,
  { command, talks, script, spare }: Wrapped,
  table: ProcessTable,
): string {
  const claim = claimText(files, spare, table);
  if ("script" in command) {
    const source = script === "told" ? `eval ${quote(command.script)}` : `. ${quote(files.script)}`;
    return claim + scriptText(files, { script: command.script, source });
  }
  return claim + (talks === true ? talkText(files) : programText(files));
}

function claimText(files: AttemptFiles, spare: Spare | null, table: ProcessTable): string {
  // Of a step's own variable of that name nobody can tell: such a step gets no spare shell.
  const identify = spare === null ? table.identify : `[ "\${drover_id-}" ] || ${table.identify}`;
  const words = claimWords(table, spare?.isNamed === true ? spare.token : null);
  const write = `${identify}; echo ${words} >${quote(files.claim)}`;
  return `set -C; { ${write}; } 2>/dev/null || exit ${CLAIM_LOST}; set +C; unset drover_id; `;
}

/**
 * The script runs in the wrapper's own shell where that is safe. It is not when the script may take the EXIT trap away, nor
 * in bash, ksh or zsh: ended by SIGTERM, bash runs the trap with `$?` 0 (seen), and a record of success would be a lie.
 */
function scriptText(files: AttemptFiles, { script, source }: { script: string; source: string }): string {
  const guarded = `(set -e; ${source}); ${recordText(files)}`;
  if (NEEDS_OWN_SHELL.test(script)) return guarded;
  // Where the record cannot be written (a full disk) the code is still the script's.
  const trap = `trap ${quote(`echo "$?" >${quote(files.exit)} || :`)} EXIT`;
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
