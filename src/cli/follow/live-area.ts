import type { Output } from "../shell.ts";
import { printable } from "../../core/printable.ts";

/** Lines at the bottom of a terminal that are painted over; everything else scrolls by above them. */
export interface LiveArea {
  /** Adds lines above for good, and paints the area anew. */
  show(lasting: readonly string[], live: readonly string[]): void;
  /** Takes the area away. */
  clear(): void;
}

/** Lines too long for the terminal are cut by it while they are painted over, or their number would be a guess. */
const NO_WRAP = "\u001B[?7l";
const WRAP = "\u001B[?7h";
const ERASE_BELOW = "\u001B[J";

export function createLiveArea(out: Output): LiveArea {
  let height = 0;
  let painted = "";
  const back = (): string => (height === 0 ? "" : `\u001B[${height}A\r${ERASE_BELOW}`);
  return {
    show(lasting, live) {
      const shown = fitting(live, out.rows() - 1);
      const text = shown.map((line) => `${printable(line)}\n`).join("");
      if (lasting.length === 0 && text === painted) return;
      const above = lasting.map((line) => `${printable(line)}\n`).join("");
      out.write(`${back()}${above}${text === "" ? "" : NO_WRAP + text + WRAP}`);
      height = shown.length;
      painted = text;
    },
    clear() {
      if (height > 0) out.write(back());
      height = 0;
      painted = "";
    },
  };
}

/** The newest lines matter least where there is no room: those at the top have waited longest. */
function fitting(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const kept = Math.max(1, rows - 1);
  return [...lines.slice(0, kept), `  … and ${lines.length - kept} more lines`];
}
