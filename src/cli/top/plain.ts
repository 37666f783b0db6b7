import { withoutColors } from "../../core/printable.ts";

/** Nobody sees them, or terminals disagree about their width: joiners, direction marks, the emoji form of a symbol. */
const INVISIBLE = /[\p{Cf}\uFE00-\uFE0F]/gu;

/** What agents, scripts and workflows say, as lines that a terminal only shows. */
export const plainLines = (text: string): readonly string[] =>
  withoutColors(text)
    .replaceAll(INVISIBLE, "")
    .replaceAll(/\p{Cs}/gu, "\uFFFD")
    .replaceAll("\t", "    ")
    .split(/\r?\n|[\u2028\u2029]/);

/** As one line. */
export const oneLine = (text: string): string => plainLines(text.trim()).join(" ⏎ ");
