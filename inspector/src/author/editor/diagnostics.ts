import type { Diagnostic as Mark } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { Diagnostic } from "../../../../src/core/diagnostic.ts";

/** The command line's diagnostics at the same places. A text that has changed since may be shorter. */
export function marksFor(doc: Text, diagnostics: readonly Diagnostic[]): readonly Mark[] {
  return diagnostics.flatMap((diagnostic) => {
    const { line: number, column, endColumn, severity, message, code } = diagnostic;
    if (number > doc.lines) return [];
    const line = doc.line(Math.max(1, number));
    const from = Math.min(line.from + column - 1, line.to);
    const to = Math.min(line.from + endColumn - 1, line.to);
    const fix = replacementOf(diagnostic);
    return [
      {
        from,
        to: Math.max(from, to),
        severity,
        source: code,
        message: [message, ...wordsBeside(diagnostic)].join("\n"),
        actions: fix === null ? [] : [replacing(fix)],
      },
    ];
  });
}

/** As the command line says it. */
export function wordsBeside(diagnostic: Pick<Diagnostic, "expected" | "suggestion">): readonly string[] {
  const { expected, suggestion } = diagnostic;
  return [
    ...(expected === null || expected === "" ? [] : [`expected: ${expected}`]),
    ...(suggestion === null ? [] : [`${replacementOf(diagnostic) === null ? "try" : "did you mean"}: ${suggestion}`]),
  ];
}

/** A suggestion that is a name can take the place of what is marked; others are advice. */
const replacementOf = ({ suggestion }: Pick<Diagnostic, "suggestion">): string | null =>
  suggestion !== null && /^[\w.$-]+$/.test(suggestion) ? suggestion : null;

const replacing = (text: string): NonNullable<Mark["actions"]>[number] => ({
  name: `Replace by ${text}`,
  apply: (view, from, to) => view.dispatch({ changes: { from, to, insert: text }, userEvent: "input.fix" }),
});
