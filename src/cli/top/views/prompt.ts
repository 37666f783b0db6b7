import { charWidth, cut, textWidth } from "../../text/width.ts";
import { isConfirmation, type Prompt } from "../model/prompt.ts";
import { nameOfRun } from "../model/runs.ts";
import type { State } from "../model/state.ts";
import { oneLine } from "../plain.ts";
import type { Look } from "./view.ts";

interface PromptLine {
  readonly line: string;
  /** Where the cursor stands; `null` where nothing is typed. */
  readonly column: number | null;
}

export function promptLine(prompt: Prompt, state: State, { style, width }: Look): PromptLine {
  const label = ` ${oneLine(labelOf(prompt, state))} `;
  if (isConfirmation(prompt))
    return { line: style.bold(style.yellow(cut(`${label}y: yes, any other key: no`, width))), column: null };
  const shownLabel = cut(label, Math.floor(width / 2));
  const room = width - textWidth(shownLabel) - 1;
  const chars = Array.from(prompt.text);
  const before = lastColumns(chars.slice(0, prompt.at), room);
  const behind = chars.slice(prompt.at).join("");
  const line = style.bold(style.yellow(shownLabel)) + cut(`${before}${behind}`, room);
  return { line, column: textWidth(shownLabel) + textWidth(before) };
}

/** Of a long text what stands before the cursor. */
function lastColumns(chars: readonly string[], room: number): string {
  let columns = 0;
  let from = chars.length;
  while (from > 0) {
    columns += charWidth(chars[from - 1] ?? "");
    if (columns >= room) break;
    from--;
  }
  return chars.slice(from).join("");
}

function labelOf(prompt: Prompt, state: State): string {
  switch (prompt.for) {
    case "search":
      return "Search:";
    case "deny":
      return "Deny, because (may be empty):";
    case "reply":
      return "Answer:";
    case "message":
      return prompt.step === null ? "Message to the agent:" : `Message to the agent of ${prompt.step}:`;
    case "cancel":
      return `Cancel ${nameOfRun(state, prompt.run)}? Its finally steps still run.`;
    case "retry":
      return `Run ${nameOfRun(state, prompt.run)} again, as a new run?`;
  }
}
