import type { LogPiece } from "../../../core/process.ts";

/** Some lines of a log. A line is not spread over two chunks, save one that is longer than a piece. */
export interface Chunk {
  /** Where its first byte stands in the log. */
  readonly offset: number;
  readonly text: string;
}

/** A part of a log that may be larger than memory: so many chunks, and what was read before is read again when it is wanted. */
export interface RawLog {
  readonly chunks: readonly Chunk[];
  /** Where to read on. Bytes. */
  readonly next: number;
  /** Of all of it, when last heard of. Bytes. */
  readonly size: number;
}

export const PIECE_BYTES = 65_536;
const MOST_CHUNKS = 6;

export const NO_LOG: RawLog = { chunks: [], next: 0, size: 0 };

export const beginOf = ({ chunks, next }: RawLog): number => chunks[0]?.offset ?? next;

/**
 * With a piece that was read from `next`; pieces from elsewhere were asked for before something else came, and are left out. Nothing goes
 * at the beginning yet: `trimmed` does that.
 */
export function appended(log: RawLog, { text, offset, next, size }: LogPiece): RawLog {
  if (offset !== log.next || text === "") return { ...log, size };
  const last = log.chunks.at(-1);
  if (last !== undefined && last.text.length + text.length <= PIECE_BYTES)
    return { chunks: [...log.chunks.slice(0, -1), { ...last, text: last.text + text }], next, size };
  const [whole, begun] = last === undefined ? ["", ""] : splitBehindLines(last.text);
  const before = last === undefined ? [] : [...log.chunks.slice(0, -1), { ...last, text: whole }];
  const chunk = { offset: offset - Buffer.byteLength(begun), text: begun + text };
  return { chunks: [...before, chunk], next, size };
}

/** Without what has become too much at the beginning. */
export const trimmed = (log: RawLog): RawLog =>
  log.chunks.length <= MOST_CHUNKS ? log : { ...log, chunks: log.chunks.slice(-MOST_CHUNKS) };

/** With the piece that ends where the log's part begins. */
export function prepended(log: RawLog, { text, offset, next, size }: LogPiece): RawLog {
  const [first, ...others] = log.chunks;
  if (first === undefined || next !== first.offset || text === "") return log;
  const [whole, begun] = splitBehindLines(text);
  const joined = { offset: first.offset - Buffer.byteLength(begun), text: begun + first.text };
  const all = [{ offset, text: whole }, joined, ...others];
  const kept = all.slice(0, MOST_CHUNKS);
  return { chunks: kept, next: all[MOST_CHUNKS]?.offset ?? log.next, size };
}

/** What is behind the last line end stands apart; nothing where that cannot be told in bytes, or there is no line end. */
function splitBehindLines(text: string): readonly [whole: string, begun: string] {
  const end = text.lastIndexOf("\n") + 1;
  const begun = text.slice(end);
  return end === 0 || begun.includes("\uFFFD") ? [text, ""] : [text.slice(0, end), begun];
}
