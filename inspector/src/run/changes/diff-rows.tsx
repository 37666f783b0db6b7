import { useVirtualizer } from "@tanstack/react-virtual";
import { useImperativeHandle, useMemo, useRef, type KeyboardEvent, type Ref } from "react";
import { visible } from "../../diff/lines.ts";
import { isBrowsers, isTyping } from "../../ui/typing.ts";
import { CommentRow } from "./comment-row.tsx";
import type { Comments } from "./comments.ts";
import { FileRow, GapRow, LinesRow, NoteRow } from "./row-parts.tsx";
import type { ChangedFile, Opened, Row, View } from "./rows.ts";
import { nextLines, useSelection, type Selecting } from "./selection.ts";
import styles from "./diff-rows.module.css";

export interface DiffRowsHandle {
  /** Brings the file of that path to the top. */
  readonly show: (path: string) => void;
}

interface DiffRowsProps {
  readonly ref: Ref<DiffRowsHandle>;
  readonly rows: readonly Row[];
  readonly view: View;
  readonly comments: Comments;
  /** Files with `null` cannot be read as lines. */
  readonly unreadable: ReadonlyMap<string, readonly string[] | null>;
  /** Files are there to be read, for what lies between changes. */
  readonly canOpen: boolean;
  readonly onFold: (file: ChangedFile, isShut: boolean) => void;
  readonly onLoad: (path: string) => void;
  readonly onOpen: (gap: string, more: Opened) => void;
}

/** The lines of all files, of which only those in sight are there. Arrow keys choose lines, with Shift several; `c` comments on them. */
export function DiffRows({ ref, rows, view, comments, unreadable, canOpen, onFold, onLoad, onOpen }: DiffRowsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (at) => (rows[at]?.type === "lines" ? 20 : 36),
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 20,
  });
  const digits = useMemo(() => digitsOf(rows), [rows]);
  const chosen = useSelection(rows);
  const selecting: Selecting = {
    ...chosen,
    choose: (...given) => {
      // Whoever has chosen lines by the mouse goes on by keys.
      frame.current?.focus({ preventScroll: true });
      chosen.choose(...given);
    },
  };
  useImperativeHandle(ref, () => ({
    show: (path) => {
      const at = rows.findIndex((row) => row.type === "file" && row.path === path);
      if (at !== -1) list.scrollToIndex(at, { align: "start" });
    },
  }));
  const comment = (): void => {
    if (selecting.path === null || selecting.lines.length === 0) return;
    comments.add(selecting.path, selecting.lines);
    selecting.clear();
  };
  const onKeyDown = useKeys({ rows, selecting, comment, onMove: (at) => list.scrollToIndex(at) });
  const part = (row: Row, at: number) => {
    if (row.type === "file") return <FileRow row={row} onFold={onFold} />;
    if (row.type === "note") return <NoteRow row={row} onLoad={onLoad} />;
    if (row.type === "gap")
      return <GapRow row={row} isUnreadable={unreadable.get(row.path) === null} onOpen={canOpen ? onOpen : null} />;
    if (row.type === "comment") return <CommentRow comment={row.comment} isLost={row.isLost} comments={comments} />;
    return (
      <LinesRow row={row} view={view} isChosen={isWithin(selecting, at)} selecting={selecting} onComment={comment} />
    );
  };
  const whole = { height: list.getTotalSize(), position: "relative", "--digits": digits } as const;
  return (
    <div className={styles["pane"]}>
      <div
        ref={frame}
        className={styles["frame"]}
        tabIndex={0}
        role="group"
        aria-label="Changed lines. Arrow keys choose lines, with Shift several; c comments on them; n and p go to the next and the previous file."
        onKeyDown={onKeyDown}
      >
        <div style={whole}>
          {list.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <div
                key={key}
                ref={list.measureElement}
                data-index={index}
                className={styles["row"]}
                style={{ transform: `translateY(${start}px)` }}
              >
                {part(row, index)}
              </div>
            );
          })}
        </div>
      </div>
      <p className={styles["heard"]} aria-live="polite">
        {heardOf(selecting)}
      </p>
    </div>
  );
}

/** Numbers of lines stand below one another: all of them have room for the longest. */
function digitsOf(rows: readonly Row[]): number {
  const numbers = rows.flatMap((row) => (row.type === "lines" ? [row.before?.before ?? 0, row.after?.after ?? 0] : []));
  return String(numbers.reduce((most, one) => Math.max(most, one), 0)).length;
}

const isWithin = ({ range }: Selecting, at: number): boolean => range !== null && at >= range[0] && at <= range[1];

function heardOf({ lines, path }: Selecting): string {
  const last = lines.at(-1);
  if (last === undefined || path === null) return "";
  if (lines.length > 1) return `${lines.length} lines of ${path}`;
  const kind = last.kind === "same" ? "" : `, ${last.kind}`;
  return `${path}, line ${last.after ?? last.before}${kind}: ${visible(last.text)}`;
}

interface Keys {
  readonly rows: readonly Row[];
  readonly selecting: Selecting;
  readonly comment: () => void;
  readonly onMove: (at: number) => void;
}

function useKeys({ rows, selecting, comment, onMove }: Keys): (event: KeyboardEvent) => void {
  const move = (by: 1 | -1, isExtending: boolean): void => {
    const at = nextLines(rows, selecting.at, by);
    const row = rows[at];
    if (row === undefined) return;
    selecting.choose(row.key, "both", isExtending);
    onMove(at);
  };
  const toFile = (by: 1 | -1): void => {
    const files = rows.flatMap((row, at) => (row.type === "file" ? [at] : []));
    const file =
      by === 1 ? files.find((at) => at > selecting.at) : files.findLast((at) => at < fileOf(rows, selecting.at));
    if (file === undefined) return;
    const line = rows[nextLines(rows, file, 1)];
    if (line !== undefined) selecting.choose(line.key, "both", false);
    onMove(file);
  };
  return (event) => {
    if (isTyping(event.target) || isBrowsers(event)) return;
    const act = {
      ArrowDown: () => move(1, event.shiftKey),
      ArrowUp: () => move(-1, event.shiftKey),
      j: () => move(1, false),
      J: () => move(1, true),
      k: () => move(-1, false),
      K: () => move(-1, true),
      n: () => toFile(1),
      p: () => toFile(-1),
      c: comment,
      Escape: selecting.clear,
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}

/** Where the head of the file stands that a row belongs to. */
function fileOf(rows: readonly Row[], at: number): number {
  return rows.slice(0, at + 1).findLastIndex(({ type }) => type === "file");
}
