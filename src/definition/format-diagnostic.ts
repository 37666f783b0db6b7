import type { Diagnostic } from "../core/diagnostic.ts";

const LONGEST_EXCERPT = 120;

/** `file:line:col: code message`, the line with carets under what is wrong, what was expected, and what was meant. */
export function formatDiagnostic(diagnostic: Diagnostic, { color }: { readonly color: boolean }): string {
  const paint = color ? PAINT : PLAIN;
  const { file, line, column, code, message, expected, suggestion } = diagnostic;
  const severity = diagnostic.severity === "error" ? paint.red(`error ${code}`) : paint.yellow(`warning ${code}`);
  return [
    `${paint.bold(`${file}:${line}:${column}`)} ${severity} ${message}`,
    ...excerptLines(diagnostic, paint),
    ...(expected === null || expected === "" ? [] : [`  expected: ${expected}`]),
    ...(suggestion === null
      ? []
      : [`  ${/^[\w.$-]+$/.test(suggestion) ? "did you mean" : "try"}: ${paint.green(suggestion)}`]),
  ].join("\n");
}

function excerptLines({ line, column, endColumn, excerpt }: Diagnostic, paint: typeof PLAIN): string[] {
  if (excerpt.trim() === "") return [];
  const from = column > LONGEST_EXCERPT - 20 ? column - 40 : 0;
  const shown = clean(excerpt.slice(from, from + LONGEST_EXCERPT));
  const gutter = String(line);
  // Tabs stay tabs, so that the carets stand right whatever a terminal makes of them.
  const indent = excerpt
    .slice(from, column - 1)
    .replaceAll(/[^\t]/gu, " ")
    .padEnd(0);
  const width = Math.max(1, Math.min(endColumn - column, shown.length - (column - 1 - from)));
  const pad = " ".repeat(gutter.length);
  return [
    `  ${gutter} | ${from > 0 ? "…" : ""}${shown}`,
    `  ${pad} | ${from > 0 ? " " : ""}${indent}${paint.red("^".repeat(width))}`,
  ];
}

/** Control characters of a file have no business on a terminal. */
// oxlint-disable-next-line eslint/no-control-regex
const clean = (text: string): string => text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, "\u00B7");

const PLAIN = { red: (t: string) => t, yellow: (t: string) => t, green: (t: string) => t, bold: (t: string) => t };
const sgr = (code: number, end: number) => (text: string) => `\u001B[${code}m${text}\u001B[${end}m`;
const PAINT: typeof PLAIN = { red: sgr(31, 39), yellow: sgr(33, 39), green: sgr(32, 39), bold: sgr(1, 22) };
