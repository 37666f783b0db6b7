/** Rows in columns, two spaces between them. The last column is not padded. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, textWidth(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : padded(cell, widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** Pads to a width that colours do not count towards. */
export const padded = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - textWidth(text)));

// oxlint-disable-next-line no-control-regex
const COLORS = /\u001B\[\d+m/g;

/** Columns on a terminal, for the letters that names are made of. */
const textWidth = (text: string): number => Array.from(text.replaceAll(COLORS, "")).length;

export const indented = (text: string, by: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? line : by + line))
    .join("\n");
