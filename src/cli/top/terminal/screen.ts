import { textWidth } from "../../text/width.ts";

/** Where a screen is painted: a terminal, or what stands for one. */
export interface Canvas {
  write(text: string): void;
}

export interface Screen {
  /** Takes the whole terminal; what was there comes back with `leave`. */
  enter(): void;
  leave(): void;
  /** Where it was entered. Shows these lines, of at most `columns`; only those are written that have changed. `caret`: where people type. */
  paint(lines: readonly string[], columns: number, caret: Caret | null): void;
  /** Forgets what is there: the next time everything is written. */
  forget(): void;
}

/** From 0. */
export interface Caret {
  readonly row: number;
  readonly column: number;
}

/** The other screen, no cursor, no wrapping of long lines, pastes in brackets. */
const ENTER = "\u001B[?1049h\u001B[?25l\u001B[?7l\u001B[?2004h\u001B[2J";
/** Erased first: after a change of size some terminals (tmux) leave lines of the other screen behind. */
export const LEAVE = "\u001B[2J\u001B[?2004l\u001B[?7h\u001B[0m\u001B[?25h\u001B[?1049l";
/** Terminals that know it show what is between at once; others take no notice. */
const BEGIN = "\u001B[?2026h";
const END = "\u001B[?2026l";
const SHOW = "\u001B[?25h";
const HIDE = "\u001B[?25l";

const RESET = "\u001B[0m";
/** Erases what stood behind. Behind a line as wide as the screen the cursor still stands on its last letter. */
const REST = `${RESET}\u001B[K`;

const at = (row: number, column: number): string => `\u001B[${row + 1};${column + 1}H`;

export function createScreen(canvas: Canvas, spell: (line: string) => string): Screen {
  let shown: readonly string[] = [];
  let caretShown = "";
  let isEntered = false;
  return {
    enter() {
      isEntered = true;
      canvas.write(ENTER);
    },
    leave() {
      isEntered = false;
      canvas.write(LEAVE);
      shown = [];
      caretShown = "";
    },
    forget() {
      shown = [];
      caretShown = "";
    },
    paint(lines, columns, caret) {
      if (!isEntered) return;
      const isWhole = shown.length !== lines.length;
      const changed = lines.flatMap((line, row) =>
        isWhole || line !== shown[row] ? [at(row, 0) + spell(line) + (textWidth(line) < columns ? REST : RESET)] : [],
      );
      const place = caret === null ? HIDE : at(caret.row, caret.column) + SHOW;
      // Lines that were written have moved the cursor.
      if (changed.length === 0 && place === caretShown) return;
      canvas.write(`${BEGIN}${isWhole ? "\u001B[2J" : ""}${changed.join("")}${place}${END}`);
      shown = lines;
      caretShown = place;
    },
  };
}
