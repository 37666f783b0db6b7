import { open, type FileHandle } from "node:fs/promises";
import { setImmediate as breath } from "node:timers/promises";
import type { ByteMasking } from "./logs.ts";
import { noLog } from "./logs.ts";
import { notRegular, READ_FLAGS, readFault } from "./regular-file.ts";

interface LogHit {
  /** Where it begins. Bytes. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

export interface LogHits {
  /** In the order of the search. */
  readonly hits: readonly LogHit[];
  /** Where to go on; `null` when there is nothing more to search. Bytes. */
  readonly next: number | null;
  readonly size: number;
}

export interface LogSearch {
  /** Taken literally. Letters may be large or small; beyond ASCII only all of them. */
  readonly text: string;
  /** Hits that begin here or behind; with `isBackward` those that begin before, the last one first. Bytes. */
  readonly at: number;
  readonly isBackward: boolean;
  /** Hits, at most. */
  readonly limit: number;
  /** How much is searched in one go. Bytes. */
  readonly budget?: number;
  readonly mask?: ByteMasking;
}

const PIECE = 1024 * 1024;
const BUDGET = 64 * PIECE;

/** Looks for a text in a log of any size, a piece at a time; others are served in between. Throws DroverError `process.log` where there is no such file. */
export async function searchLog(file: string, search: LogSearch): Promise<LogHits> {
  const handle = await open(file, READ_FLAGS).catch((error: unknown) => {
    throw noLog(file, readFault(file, error));
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw notRegular(file);
    const { size } = stat;
    const needle = needleOf(search.text);
    return search.isBackward
      ? await backward({ handle, size, needle }, search)
      : await forward({ handle, size, needle }, search);
  } finally {
    await handle.close();
  }
}

interface Searched {
  readonly handle: FileHandle;
  readonly size: number;
  readonly needle: Needle;
}

interface Needle {
  /** For texts of one character a byte. */
  readonly pattern: RegExp;
  readonly folded: string;
  /** Bytes. */
  readonly longest: number;
}

/** As it was given, all large and all small; of ASCII letters each may be either. */
function needleOf(text: string): Needle {
  const forms = [...new Set([text, text.toLowerCase(), text.toUpperCase()])].map((form) =>
    Buffer.from(form).toString("latin1"),
  );
  const literal = forms.map((form) => form.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`)).join("|");
  return {
    pattern: new RegExp(literal, "gi"),
    folded: text.toLowerCase(),
    longest: Math.max(...forms.map(({ length }) => length)),
  };
}

async function forward(searched: Searched, { at, limit, budget = BUDGET, mask }: LogSearch): Promise<LogHits> {
  const { size } = searched;
  const overlap = searched.needle.longest - 1;
  const until = at + budget;
  const hits: LogHit[] = [];
  for (let from = at; from < size; from += PIECE) {
    if (from >= until) return { hits, next: from, size };
    for (const hit of await hitsIn(searched, from, { length: PIECE, overlap, mask })) {
      const last = hits.at(-1);
      if (last !== undefined && hit.offset < last.offset + last.length) continue;
      hits.push(hit);
      if (hits.length === limit) return { hits, next: hit.offset + hit.length, size };
    }
    await breath();
  }
  return { hits, next: null, size };
}

async function backward(searched: Searched, { at, limit, budget = BUDGET, mask }: LogSearch): Promise<LogHits> {
  const { size } = searched;
  const overlap = searched.needle.longest - 1;
  const lowest = Math.min(at, size) - budget;
  const hits: LogHit[] = [];
  for (let to = Math.min(at, size); to > 0; to -= PIECE) {
    if (to <= lowest) return { hits, next: to, size };
    const from = Math.max(0, to - PIECE);
    const found = await hitsIn(searched, from, { length: to - from, overlap, mask });
    for (const hit of found.toReversed()) {
      hits.push(hit);
      if (hits.length === limit) return { hits, next: hit.offset, size };
    }
    await breath();
  }
  return { hits, next: null, size };
}

interface Piece {
  readonly length: number;
  /** A hit that begins within may end behind. */
  readonly overlap: number;
  readonly mask: ByteMasking | undefined;
}

/** Those that begin within a piece, in order; none within another. */
async function hitsIn({ handle, needle }: Searched, from: number, piece: Piece): Promise<readonly LogHit[]> {
  const { length, overlap, mask } = piece;
  const margin = mask?.margin ?? 0;
  const lowest = Math.max(0, from - margin);
  const buffer = Buffer.allocUnsafe(from - lowest + length + overlap + margin);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, lowest);
  const read = buffer.subarray(0, bytesRead);
  const bytes = (mask === undefined ? read : mask.apply(read, from - lowest)).subarray(
    from - lowest,
    from - lowest + length + overlap,
  );
  const hits: LogHit[] = [];
  for (const { 0: found, index } of bytes.toString("latin1").matchAll(needle.pattern)) {
    if (index >= length) break;
    // Bytes of other characters may look like large and small letters of Latin-1.
    const isReal = bytes.toString("utf8", index, index + found.length).toLowerCase() === needle.folded;
    if (isReal) hits.push({ offset: from + index, length: found.length });
  }
  return hits;
}
