import type { AskView } from "../../../control/describe-asks.ts";
import { oneLine } from "../plain.ts";

/** With what it is about, where the title, which an agent has chosen, does not say so. */
export function askTitle({ tool, title, subjects, risk }: AskView): string {
  const untold = subjects.every((subject) => title.includes(subject)) ? "" : `: ${subjects.join(", ")}`;
  const text = oneLine(`${title}${untold}`);
  return tool === null ? text : `${tool}: ${text}${risk === null ? "" : ` (${risk} risk)`}`;
}
