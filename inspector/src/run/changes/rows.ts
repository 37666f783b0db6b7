import type { Diff } from "../../data/client.ts";
import type { DiffLine, Hunk } from "../../diff/lines.ts";
import { alone, pairsOf } from "../../diff/pairs.ts";
import type { FileHunks } from "../../diff/parse.ts";
import { placeOf, type LineComment } from "./comments.ts";

export type ChangedFile = Diff["files"][number];
export type View = "inline" | "side";

/** Lines between hunks that are not shown. `count`: how many; `null` while nobody knows (behind the last hunk). */
interface Gap {
  readonly id: string;
  readonly count: number | null;
  readonly heading: string;
}

/** How many lines of a gap are shown all the same, at its beginning and its end. */
export interface Opened {
  readonly top: number;
  readonly bottom: number;
}

export type Row = { readonly key: string; readonly path: string } & (
  | { readonly type: "file"; readonly file: ChangedFile; readonly isFolded: boolean; readonly comments: number }
  | { readonly type: "note"; readonly text: string; readonly canLoad: boolean }
  | { readonly type: "gap"; readonly gap: Gap }
  | { readonly type: "lines"; readonly before: DiffLine | null; readonly after: DiffLine | null }
  | { readonly type: "comment"; readonly comment: LineComment; readonly isLost: boolean }
);

export interface Shown {
  readonly files: readonly ChangedFile[];
  readonly hunks: ReadonlyMap<string, FileHunks>;
  readonly leftOut: readonly string[];
  /** Of those, the ones that cannot be shown by themselves either. */
  readonly tooLong: readonly string[];
  readonly view: View;
  readonly isFolded: (file: ChangedFile) => boolean;
  /** Of files whose gaps are opened: their lines now; `null` for what cannot be shown as lines. */
  readonly contents: ReadonlyMap<string, readonly string[] | null>;
  readonly opened: ReadonlyMap<string, Opened>;
  readonly comments: readonly LineComment[];
}

/** Everything that stands below one another: files, their lines, what is left out, comments. */
export const rowsOf = (shown: Shown): readonly Row[] => shown.files.flatMap((file) => rowsOfFile(file, shown));

function rowsOfFile(file: ChangedFile, shown: Shown): readonly Row[] {
  const { path } = file;
  const comments = shown.comments.filter((comment) => comment.path === path);
  const isFolded = shown.isFolded(file);
  const head: Row = { type: "file", key: path, path, file, isFolded, comments: comments.length };
  if (isFolded) return [head];
  const note = noteOf(file, shown);
  if (note !== null) return [head, note];
  const body = piecesOf(file, shown).flatMap((piece): readonly Row[] =>
    "gap" in piece
      ? [{ type: "gap", key: piece.gap.id, path, gap: piece.gap }]
      : linesRows(path, piece.lines, shown.view),
  );
  return [head, ...withComments(body, comments)];
}

function noteOf({ path, added, status }: ChangedFile, { hunks, leftOut, tooLong }: Shown): Row | null {
  const own = hunks.get(path);
  const note = (text: string, canLoad = false): Row => ({ type: "note", key: `${path}#note`, path, text, canLoad });
  if (own === undefined && tooLong.includes(path))
    return note("More than 50,000 lines of it have changed. “All files” shows its text.");
  if (own === undefined && leftOut.includes(path))
    return added === null ? note(LARGE) : note("It is left out, as the whole would be too long.", true);
  if (own === undefined) return note("Its lines cannot be shown.");
  if (own.isBinary || added === null) return note(LARGE);
  if (own.hunks.length === 0) return note(status === "added" ? "The file is empty." : "Only its mode has changed.");
  return null;
}

const LARGE = "It is no text, or larger than 512 kB: its lines are not compared.";

type Piece = { readonly lines: readonly DiffLine[] } | { readonly gap: Gap };

function piecesOf({ path, status }: ChangedFile, { hunks, contents, opened }: Shown): readonly Piece[] {
  const all = hunks.get(path)?.hunks ?? [];
  if (status !== "modified") return all.map(({ lines }) => ({ lines }));
  const content = contents.get(path);
  const pieces = all.flatMap((hunk, at): readonly Piece[] => [
    ...openedPieces(gapBefore(all, at, `${path}#${at}`), content, opened),
    { lines: hunk.lines },
  ]);
  return [...pieces, ...openedPieces(gapBehind(all, content, `${path}#${all.length}`), content, opened)];
}

interface Between {
  readonly gap: Gap;
  /** The first number of either side within it. */
  readonly before: number;
  readonly after: number;
}

const endOf = (hunk: Hunk | undefined): { before: number; after: number } => ({
  before: hunk?.lines.findLast(({ before }) => before !== null)?.before ?? (hunk === undefined ? 0 : hunk.before),
  after: hunk?.lines.findLast(({ after }) => after !== null)?.after ?? (hunk === undefined ? 0 : hunk.after),
});

function gapBefore(all: readonly Hunk[], at: number, id: string): Between {
  const [end, next] = [endOf(all[at - 1]), all[at]];
  const count = Math.max(0, (next?.after ?? 1) - 1 - end.after);
  return { gap: { id, count, heading: next?.heading ?? "" }, before: end.before + 1, after: end.after + 1 };
}

function gapBehind(all: readonly Hunk[], content: readonly string[] | null | undefined, id: string): Between {
  const last = all.at(-1);
  const end = endOf(last);
  // Fewer than three lines of context behind a change: the file ends there.
  const isEnd =
    last !== undefined && last.lines.slice(-3).some(({ kind, isUnended }) => kind !== "same" || isUnended === true);
  const count = isEnd ? 0 : content === undefined || content === null ? null : Math.max(0, content.length - end.after);
  return { gap: { id, count, heading: "" }, before: end.before + 1, after: end.after + 1 };
}

function openedPieces(
  { gap, before, after }: Between,
  content: readonly string[] | null | undefined,
  opened: ReadonlyMap<string, Opened>,
): readonly Piece[] {
  if (gap.count === 0) return [];
  const { top = 0, bottom = 0 } = opened.get(gap.id) ?? {};
  if (gap.count === null || content === undefined || content === null || top + bottom === 0) return [{ gap }];
  const count = gap.count;
  const linesAt = (from: number, to: number): Piece => ({
    lines: content.slice(after - 1 + from, after - 1 + to).map((text, at) => ({
      kind: "same",
      text,
      before: before + from + at,
      after: after + from + at,
    })),
  });
  if (top + bottom >= count) return [linesAt(0, count)];
  return [linesAt(0, top), { gap: { ...gap, count: count - top - bottom } }, linesAt(count - bottom, count)];
}

function linesRows(path: string, lines: readonly DiffLine[], view: View): readonly Row[] {
  const pairs = view === "side" ? pairsOf(lines) : lines.map(alone);
  return pairs.map(([before, after]) => ({
    type: "lines",
    key: `${path}:${before?.before ?? "-"}:${after?.after ?? "-"}`,
    path,
    before,
    after,
  }));
}

/** Each comment under its last line; those whose lines are gone come first. */
function withComments(rows: readonly Row[], comments: readonly LineComment[]): readonly Row[] {
  if (comments.length === 0) return rows;
  const lines = rows
    .flatMap((row) => (row.type === "lines" ? [row.before, row.after] : []))
    .filter((one) => one !== null);
  const at = new Map<DiffLine | null, Row[]>();
  for (const comment of comments) {
    const place = placeOf(comment, lines);
    const row: Row = {
      type: "comment",
      key: `comment ${comment.id}`,
      path: comment.path,
      comment,
      isLost: place === null,
    };
    at.set(place, [...(at.get(place) ?? []), row]);
  }
  const under = (row: Row): readonly Row[] => {
    if (row.type !== "lines") return [];
    return [...new Set([row.before, row.after])].flatMap((line) => (line === null ? [] : (at.get(line) ?? [])));
  };
  return [...(at.get(null) ?? []), ...rows.flatMap((row) => [row, ...under(row)])];
}
