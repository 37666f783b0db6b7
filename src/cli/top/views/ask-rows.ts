import type { AskView } from "../../../control/describe-asks.ts";
import type { Style } from "../../style.ts";
import { wrapped } from "../../text/width.ts";
import { oneLine, plainLines } from "../plain.ts";
import { diffLines, type DiffLike } from "./diff-lines.ts";

interface Look {
  readonly width: number;
  readonly style: Style;
}

/** Everything that is known of what somebody is asked: nothing of it is left out, since it is decided upon. */
export function askRows(ask: AskView, look: Look): readonly string[] {
  const { title, input, diffs, choices } = ask;
  const subjects = ask.subjects.filter((subject) => subject !== title);
  return [
    ...text(title, look).map(look.style.bold),
    ...section(
      "About",
      subjects.flatMap((subject) => text(subject, look)),
      look,
    ),
    ...section(
      "Choices",
      choices.flatMap((choice, i) => text(`${i + 1}  ${choice}`, look)),
      look,
    ),
    ...section(
      "Changes",
      diffs.flatMap((diff) => diffLines(diff as DiffLike, { ...look, width: look.width - 2 })),
      look,
    ),
    ...section("Arguments", argumentRows(input, look), look),
  ];
}

const text = (words: string, { width }: Look): readonly string[] =>
  plainLines(words).flatMap((line) => wrapped(line, Math.max(1, width - 2)));

function section(title: string, rows: readonly string[], { style }: Look): readonly string[] {
  return rows.length === 0 ? [] : ["", style.dim(title), ...rows.map((row) => `  ${row}`)];
}

/** Texts as they are, everything else as JSON. */
function argumentRows(input: AskView["input"], look: Look): readonly string[] {
  return Object.entries(input).flatMap(([name, value]) => {
    const words = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    const rows = text(words, { ...look, width: look.width - 2 });
    const label = look.style.cyan(`${oneLine(name)}:`);
    return rows.length === 1 ? `${label} ${rows[0] ?? ""}` : [label].concat(rows.map((row) => `  ${row}`));
  });
}
