import path from "node:path";
import { readAt } from "./growing-lines.ts";
import { lineCutter } from "./line-cutter.ts";
import { readSaid, type SaidLine } from "./talk.ts";
import { timesOf } from "./times.ts";

/** One line of a conversation with a process. */
export interface ConversationLine {
  readonly from: "said" | "heard";
  readonly text: string;
  /** Milliseconds since 1970; `null` where nobody noted it. */
  readonly at: number | null;
}

/** Reads both sides of a conversation from an attempt's folder, in the order in which they were had, as far as it goes. */
export interface ConversationReader {
  /** The lines that came since the last call, not more than about a piece of the log; none for now when it is empty. */
  more(): readonly ConversationLine[];
  /** The process has ended: its last line, where it ends without a line feed. Given once. */
  last(): readonly ConversationLine[];
}

const PIECE = 1024 * 1024;

export function readConversation(folder: string): ConversationReader {
  const files = {
    stdout: path.join(folder, "stdout"),
    said: path.join(folder, "said"),
    times: path.join(folder, "times"),
  };
  const cutter = lineCutter();
  const buffer = Buffer.allocUnsafe(PIECE);
  let offset = 0;
  let told = 0;
  let hasGivenLast = false;

  return {
    more() {
      // In this order: what was said is noted with what had been heard before, which the log then holds.
      const said = readSaid(files.said).slice(told);
      const count = readAt(files.stdout, buffer, offset);
      offset += count;
      const timeOf = timesOf(files.times);
      const heard = cutter.take(buffer.subarray(0, count)).map(({ text, end }) => ({ text, end, at: timeOf(end) }));
      const isComplete = count < PIECE;
      const lines: ConversationLine[] = [];
      const tell = (until: number): void => {
        for (let next = said[0]; next !== undefined && next.after < until; next = said[0]) {
          lines.push(lineSaid(next));
          said.shift();
          told++;
        }
      };
      for (const { text, end, at } of heard) {
        tell(end);
        lines.push({ from: "heard", text, at });
      }
      if (isComplete) tell(Infinity);
      return lines;
    },
    last() {
      const rest = hasGivenLast ? null : cutter.rest();
      hasGivenLast = true;
      return rest === null ? [] : [{ from: "heard", text: rest.text, at: timesOf(files.times)(rest.end) }];
    },
  };
}

const lineSaid = ({ text, at }: SaidLine): ConversationLine => ({ from: "said", text, at: at === 0 ? null : at });
