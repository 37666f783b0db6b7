import type { Entry } from "../core/entry.ts";
import type { ProcessFiles } from "../core/process.ts";
import type { EntryLog, openEntries as openEntriesOf } from "../project/reading.ts";
import { createEntryWriter, type EntryWriter } from "./entry-text.ts";
import type { Style } from "./style.ts";

interface Printed {
  /** `null` for the end of a line that was left open. */
  readonly entry: Entry | null;
  readonly text: string;
}

/** What is new in the entries of attempts, in words. */
export interface EntryPrinter {
  /** `null` for an attempt without entries. `isEnded`: nothing is added to it any more. */
  news(files: ProcessFiles, isEnded: boolean): readonly Printed[] | null;
}

interface Opened {
  readonly log: EntryLog;
  readonly writer: EntryWriter;
}

export function createEntryPrinter(
  { openEntries }: { readonly openEntries: typeof openEntriesOf },
  style: Style,
): EntryPrinter {
  const opened = new Map<string, Opened>();

  /** Asked again while there is nothing: the attempt may only be starting. */
  function open(files: ProcessFiles): Opened | null {
    const known = opened.get(files.folder);
    if (known !== undefined) return known;
    const log = openEntries(files);
    if (log === null) return null;
    const fresh = { log, writer: createEntryWriter(style) };
    opened.set(files.folder, fresh);
    return fresh;
  }

  return {
    news(files, isEnded) {
      const found = open(files);
      if (found === null) return null;
      const { log, writer } = found;
      const news: Printed[] = [];
      for (let entries = log.more(isEnded); entries.length > 0; entries = log.more(isEnded))
        news.push(...entries.map((entry) => ({ entry, text: writer.text(entry) })));
      if (isEnded) news.push({ entry: null, text: writer.end() });
      return news;
    },
  };
}
