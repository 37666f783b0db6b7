import fs from "node:fs";
import path from "node:path";
import { readAt } from "./growing-lines.ts";
import { type Line, lineCutter } from "./line-cutter.ts";
import { readTextFile } from "./regular-file.ts";
import { readSaid, type SaidLine } from "./talk.ts";
import { readTimes } from "./times.ts";

/** One line of a conversation with a process. */
export interface ConversationLine {
  readonly from: "said" | "heard";
  readonly text: string;
  /** Milliseconds since 1970; `null` where nobody noted it. */
  readonly at: number | null;
}

/** Reads both sides of a conversation from an attempt's folder, in the order in which they were had, as far as it goes. */
export interface ConversationReader {
  /** The lines that came since the last call, not more than about a piece of the log or one longer line; none for now when it is empty. */
  more(): readonly ConversationLine[];
  /** The process has ended: its last line, where it ends without a line feed. Given once. */
  last(): readonly ConversationLine[];
}

const PIECE = 256 * 1024;

export function readConversation(folder: string): ConversationReader {
  const stdout = path.join(folder, "stdout");
  const readMoreSaid = readSaid(path.join(folder, "said"));
  const times = readTimes(path.join(folder, "times"));
  const cutter = lineCutter();
  const buffer = Buffer.allocUnsafe(PIECE);
  let offset = 0;
  let said: readonly SaidLine[] = [];
  let hasGivenLast = false;
  let given = promptOf(path.join(folder, "stdin"));

  function readPiece(): { readonly heard: readonly Line[]; readonly isAll: boolean } {
    for (;;) {
      const count = readAt(stdout, buffer, offset);
      offset += count;
      const heard = cutter.take(buffer.subarray(0, count));
      // A piece of a long line ends no line, and more may follow it.
      if (heard.length > 0 || count < PIECE) return { heard, isAll: count < PIECE };
    }
  }

  return {
    more() {
      // In this order: what was said is noted with what had been heard before, which the log then holds.
      said = [...said, ...readMoreSaid()];
      const { heard, isAll } = readPiece();
      times.refresh();
      const lines: ConversationLine[] = given;
      given = [];
      let told = 0;
      const tell = (until: number): void => {
        for (let next = said[told]; next !== undefined && next.after < until; next = said[++told])
          lines.push(lineSaid(next));
      };
      for (const { text, end } of heard) {
        tell(end);
        lines.push({ from: "heard", text, at: times.of(end) });
      }
      if (isAll) tell(Infinity);
      said = said.slice(told);
      return lines;
    },
    last() {
      const rest = hasGivenLast ? null : cutter.rest();
      hasGivenLast = true;
      return rest === null ? [] : [{ from: "heard", text: rest.text, at: times.of(rest.end) }];
    },
  };
}

/** What a program was given that is not talked with; of one that is this is a pipe. */
function promptOf(file: string): ConversationLine[] {
  if (fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return [];
  return [{ from: "said", text: readTextFile(file) ?? "", at: null }];
}

const lineSaid = ({ text, at }: SaidLine): ConversationLine => ({ from: "said", text, at: at === 0 ? null : at });
