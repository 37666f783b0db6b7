import type { Diagnostic } from "../core/diagnostic.ts";
import type { DiagnosticCode } from "./codes.ts";

/** A file's text with the places of its lines. A byte order mark is gone. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** Part of the text: offsets, the end excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly expected?: string | null;
  readonly suggestion?: string | null;
  readonly severity?: "error" | "warning";
}

export function makeSource(file: string, raw: string): Source {
  const text = raw.startsWith("\uFEFF") ? raw.slice(1) : raw;
  const lineStarts = [0];
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) lineStarts.push(i + 1);
  return { file, text, lineStarts };
}

/** Line and column of an offset, both from 1. */
export function placeOf(source: Source, offset: number): { line: number; column: number } {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] ?? 0) + 1 };
}

/** `line:col`, as definitions carry it. */
export function atOf(source: Source, offset: number): string {
  const { line, column } = placeOf(source, offset);
  return `${line}:${column}`;
}

export function diagnosticAt(source: Source, range: Range, finding: Finding): Diagnostic {
  const { line, column } = placeOf(source, range.start);
  const excerpt = lineText(source, line);
  const lastColumn = Math.max(column + 1, excerpt.length + 1);
  return {
    code: finding.code,
    severity: finding.severity ?? "error",
    file: source.file,
    line,
    column,
    endColumn: Math.min(Math.max(column + (range.end - range.start), column + 1), lastColumn),
    message: finding.message,
    expected: finding.expected ?? null,
    suggestion: finding.suggestion ?? null,
    excerpt,
  };
}

/** A mistake at a place that is known by its line and column. */
export function diagnosticIn(
  { file, text }: { file: string; text: string },
  place: { line: number; column: number },
  finding: Finding,
): Diagnostic {
  const source = makeSource(file, text);
  const start = (source.lineStarts[place.line - 1] ?? 0) + place.column - 1;
  return diagnosticAt(source, { start, end: start + 1 }, finding);
}

function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1] ?? 0;
  const next = source.lineStarts[line];
  return source.text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, "");
}

/** By place, each only once: an anchor that is used twice is still one mistake. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(diagnostics.map((d) => [`${d.file}:${d.line}:${d.column}:${d.code}:${d.message}`, d]));
  return [...seen.values()].toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.code, b.code),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
