/** A mistake in a file, with its place. Lines and columns start at 1; columns count UTF-16 units as editors do. */
export interface Diagnostic {
  /** `D` and three digits; the table stands in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where the marked text ends, on the same line; at least `column + 1`. */
  readonly endColumn: number;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What was expected; `null` where the message says it all. */
  readonly expected: string | null;
  /** The nearest right name, or another way out. */
  readonly suggestion: string | null;
  /** The line itself, for the caret excerpt. */
  readonly excerpt: string;
}
