import fs from "node:fs";
import { lineCutter } from "./line-cutter.ts";
import { openRegularFile } from "./regular-file.ts";

const PIECE = 1024 * 1024;

/** The whole lines of a file, a piece at a time; with `rest` what follows the last line feed comes at the end. None where there is no file. */
export async function* fileLines(file: string, { rest = false } = {}): AsyncGenerator<readonly string[]> {
  if (fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return;
  const cutter = lineCutter();
  const fd = openRegularFile(file);
  for await (const bytes of fs.createReadStream(file, { fd, start: 0, highWaterMark: PIECE }) as AsyncIterable<Buffer>)
    yield cutter.take(bytes).map(({ text }) => text);
  const last = rest ? cutter.rest() : null;
  if (last !== null) yield [last.text];
}
