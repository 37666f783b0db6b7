import { readAt } from "./growing-lines.ts";
import { lineCutter } from "./line-cutter.ts";

const PIECE = 64 * 1024;

/** A file to which lines are added: each line is read once. */
export interface GrowingText {
  /** The whole lines that came since the last call. */
  lines(): readonly string[];
}

export function createGrowingText(file: string): GrowingText {
  const cutter = lineCutter();
  const buffer = Buffer.allocUnsafe(PIECE);
  let offset = 0;
  return {
    lines() {
      const found: string[] = [];
      for (;;) {
        const count = readAt(file, buffer, offset);
        offset += count;
        for (const { text } of cutter.take(buffer.subarray(0, count))) found.push(text);
        if (count < PIECE) return found;
      }
    },
  };
}
