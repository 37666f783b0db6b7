import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate as breath } from "node:timers/promises";
import type { Entry } from "../core/entry.ts";
import type { Gen } from "../core/ids.ts";
import { someText } from "../core/json.ts";
import type { EntryLog } from "../project/reading.ts";

/** The entries of one attempt, by their number: each as it is now. They lie in a file that has no name; only where each one lies is held. */
export interface EntryPages {
  count(): number;
  page(from: number, limit: number): readonly Entry[];
  /** The numbers of those with a text, letters large or small, from one number on, or backwards from it; it included. */
  search(wanted: EntrySearch): Promise<EntryHits>;
}

export interface EntryBook extends EntryPages {
  /** Takes what the log has got since; others are served in between. */
  refresh(isEnded: boolean): Promise<void>;
  close(): void;
}

export const NO_ENTRIES: EntryPages = {
  count: () => 0,
  page: () => [],
  search: async () => ({ hits: [], next: null }),
};

interface EntrySearch {
  readonly text: string;
  readonly from: number;
  readonly isBackward: boolean;
  readonly limit: number;
}

interface EntryHits {
  readonly hits: readonly number[];
  /** Where to go on; `null` when there is nothing more to search. */
  readonly next: number | null;
}

/** Entries that are looked at in one go, and in one breath. */
const BUDGET = 20_000;
const IN_A_BREATH = 500;

export function createEntryBook(log: EntryLog): EntryBook {
  const file = namelessFile();
  const numbers = new Map<string, number>();
  const places: Place[] = [];
  let end = 0;
  let reading: Promise<void> = Promise.resolve();

  function put(entry: Entry): void {
    const bytes = Buffer.from(JSON.stringify(entry));
    const number = numbers.get(entry.id) ?? places.length;
    const old = places[number];
    // A text that grows stays where it is, as long as nothing lies behind it.
    const offset = old !== undefined && old.offset + old.length === end ? old.offset : end;
    fs.writeSync(file, bytes, 0, bytes.length, offset);
    numbers.set(entry.id, number);
    places[number] = { offset, length: bytes.length };
    end = offset + bytes.length;
  }

  async function readAll(isEnded: boolean): Promise<void> {
    for (;;) {
      const changed = log.more(isEnded);
      if (changed.length === 0) return;
      for (const entry of changed) put(entry);
      await breath();
    }
  }

  function read(number: number): Entry | null {
    const place = places[number];
    if (place === undefined) return null;
    const bytes = Buffer.allocUnsafe(place.length);
    fs.readSync(file, bytes, 0, place.length, place.offset);
    return JSON.parse(bytes.toString("utf8")) as Entry;
  }

  return {
    refresh: (isEnded) => (reading = reading.catch(() => undefined).then(() => readAll(isEnded))),
    count: () => places.length,
    page(from, limit) {
      const to = Math.min(places.length, from + limit);
      return Array.from({ length: Math.max(0, to - from) }, (_, i) => read(from + i)).filter((entry) => entry !== null);
    },
    async search({ text, from, isBackward, limit }) {
      const wanted = text.toLowerCase();
      const step = isBackward ? -1 : 1;
      const hits: number[] = [];
      let at = Math.min(from, isBackward ? places.length - 1 : from);
      for (let looked = 0; at >= 0 && at < places.length; at += step, looked++) {
        if (looked === BUDGET || hits.length === limit) return { hits, next: at };
        const entry = read(at);
        if (entry !== null && someText({ ...entry, id: "" }, (one) => one.toLowerCase().includes(wanted)))
          hits.push(at);
        if (looked % IN_A_BREATH === 0) await breath();
      }
      return { hits, next: null };
    },
    close: () => fs.closeSync(file),
  };
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Gone with its last descriptor, also when this process is killed. */
function namelessFile(): number {
  const name = path.join(os.tmpdir(), `drover-entries-${randomBytes(12).toString("hex")}`);
  const file = fs.openSync(name, "wx+", 0o600);
  fs.unlinkSync(name);
  return file;
}

/** The books that were looked into lately. */
export interface EntryBooks {
  /** Looks into the book of an attempt, as far as its log goes now; it is begun with `log` where there is none yet. */
  look<T>(gen: Gen, log: () => EntryLog, look: BookLook<T>): Promise<T>;
}

interface BookLook<T> {
  readonly isEnded: boolean;
  readonly into: (book: EntryPages) => T | Promise<T>;
}

const MOST_BOOKS = 6;

interface Shelved {
  readonly book: EntryBook;
  /** How many look into it now: it is not closed under their eyes. */
  readers: number;
}

function createEntryBooks(): EntryBooks {
  const books = new Map<Gen, Shelved>();

  function putAway(): void {
    for (const [gen, { book, readers }] of books) {
      if (books.size <= MOST_BOOKS) break;
      if (readers > 0) continue;
      books.delete(gen);
      book.close();
    }
  }

  return {
    async look(gen, log, { isEnded, into }) {
      const shelved = books.get(gen) ?? { book: createEntryBook(log()), readers: 0 };
      // Last in the order, as the one that was looked into last.
      books.delete(gen);
      books.set(gen, shelved);
      shelved.readers += 1;
      try {
        await shelved.book.refresh(isEnded);
        return await into(shelved.book);
      } finally {
        shelved.readers -= 1;
        putAway();
      }
    },
  };
}

const booksOf = new WeakMap<object, EntryBooks>();

/** One shelf for each engine. */
export function entryBooks(owner: object): EntryBooks {
  const books = booksOf.get(owner) ?? createEntryBooks();
  booksOf.set(owner, books);
  return books;
}
