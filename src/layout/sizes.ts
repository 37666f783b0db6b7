import type { GraphState } from "../definition/graph-json.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of a letter of 13 px in the fonts of systems without serifs; of 12 px for what stands below and beside. */
const TITLE_LETTER = 7.4;
const SMALL_LETTER = 6.4;
const WIDE_LETTER = 13;
const LABEL_LETTER = 6;

/** Longer texts are cut by whoever draws. */
const WIDEST = 260;
const NARROWEST = 96;
const SIDES = 28;

const TITLE = 32;
const BADGES = 22;
const SECOND_LINE = 16;
const BOTTOM = 8;

const WIDE = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;

const textWidth = (text: string, letter: number): number =>
  Array.from(text).reduce((sum, one) => sum + (WIDE.test(one) ? WIDE_LETTER : letter), 0);

/** Its verb, or what its author says of it: the line below its name. */
const secondLine = ({ verb, description }: GraphState): string => verb ?? description ?? "";

/** Room for a name, a line below it, and a row of badges between. A final state has neither. */
export function stateSize(state: GraphState): Size {
  const second = secondLine(state);
  const width = Math.max(textWidth(state.key, TITLE_LETTER), textWidth(second, SMALL_LETTER)) + SIDES;
  if (state.type === "final" || state.type === "history")
    return { width: Math.min(WIDEST, Math.ceil(width)), height: TITLE };
  return {
    width: Math.ceil(Math.min(WIDEST, Math.max(NARROWEST, width))),
    height: TITLE + BADGES + (second === "" ? 0 : SECOND_LINE) + BOTTOM,
  };
}

/** What stands above the children of a state: its name and the same. */
export function headHeight(state: GraphState): number {
  return TITLE + BADGES + (secondLine(state) === "" ? 0 : SECOND_LINE) + BOTTOM;
}

/** Of the words at a way, in 11 px. */
export const labelSize = (text: string): Size => ({
  width: Math.ceil(textWidth(text, LABEL_LETTER)) + 8,
  height: 16,
});
