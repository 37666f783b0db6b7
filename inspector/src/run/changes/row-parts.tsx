import type { MouseEvent } from "react";
import type { DiffLine } from "../../diff/lines.ts";
import { visible } from "../../diff/lines.ts";
import { LineCounts } from "../../diff/small-diff.tsx";
import { Button } from "../../ui/button.tsx";
import type { ChangedFile, Opened, Row, View } from "./rows.ts";
import type { Selecting, Side } from "./selection.ts";
import styles from "./diff-rows.module.css";

type RowOf<Type extends Row["type"]> = Extract<Row, { type: Type }>;

interface FileRowProps {
  readonly row: RowOf<"file">;
  readonly onFold: (file: ChangedFile, isShut: boolean) => void;
}

export function FileRow({ row: { file, isFolded, comments }, onFold }: FileRowProps) {
  return (
    <h3 className={styles["file"]}>
      <button type="button" aria-expanded={!isFolded} onClick={() => onFold(file, !isFolded)}>
        <span aria-hidden="true">{isFolded ? "▸" : "▾"}</span> <code>{visible(file.path)}</code>
        {file.status !== "modified" && <small>{file.status.replace("_", " ")}</small>}
        {comments > 0 && <small>{comments === 1 ? "1 comment" : `${comments} comments`}</small>}
        <LineCounts added={file.added} removed={file.removed} />
      </button>
    </h3>
  );
}

export function NoteRow({ row, onLoad }: { readonly row: RowOf<"note">; readonly onLoad: (path: string) => void }) {
  return (
    <p className={styles["note"]}>
      {row.text}
      {row.canLoad && (
        <Button small onClick={() => onLoad(row.path)}>
          Show it
        </Button>
      )}
    </p>
  );
}

interface GapRowProps {
  readonly row: RowOf<"gap">;
  readonly isUnreadable: boolean;
  /** `null` when the file is not there to be read. */
  readonly onOpen: ((gap: string, more: Opened) => void) | null;
}

const STEP = 20;

export function GapRow({ row: { gap, path }, isUnreadable, onOpen }: GapRowProps) {
  const { id, count, heading } = gap;
  if (onOpen === null) return <p className={styles["gap"]}>⋯ {heading !== "" && <code>{visible(heading)}</code>}</p>;
  const open = (more: Partial<Opened>) => (): void => onOpen(id, { top: 0, bottom: 0, ...more });
  const isLong = count === null || count > STEP;
  if (isUnreadable) return <p className={styles["gap"]}>The file is too large to show more of it.</p>;
  return (
    <div className={styles["gap"]} role="group" aria-label={`Lines of ${path} that are not shown`}>
      {isLong && (
        <Button kind="quiet" small onClick={open({ top: STEP })}>
          ↓ {STEP} more
        </Button>
      )}
      {isLong && count !== null && (
        <Button kind="quiet" small onClick={open({ bottom: STEP })}>
          ↑ {STEP} more
        </Button>
      )}
      <Button kind="quiet" small onClick={open({ top: 1_000_000 })}>
        {count === null ? "All that follows" : count === 1 ? "1 line" : `All ${count} lines`}
      </Button>
      {heading !== "" && <code>{visible(heading)}</code>}
    </div>
  );
}

interface LinesRowProps {
  readonly row: RowOf<"lines">;
  readonly view: View;
  readonly isChosen: boolean;
  readonly selecting: Selecting;
  readonly onComment: () => void;
}

/** One line, or two beside one another. Lines are chosen by their numbers: a click, a click with Shift, or by drawing over them. */
export function LinesRow({ row: { key, before, after }, view, isChosen, selecting, onComment }: LinesRowProps) {
  const line = after ?? before;
  const drawn = (side: Side) => ({
    onMouseDown: (event: MouseEvent) => {
      event.preventDefault();
      selecting.choose(key, side, event.shiftKey);
    },
    onMouseEnter: ({ buttons }: MouseEvent) => {
      if (buttons === 1) selecting.choose(key, side, true);
    },
  });
  const comment = isChosen && (
    <button
      type="button"
      className={styles["comment"]}
      tabIndex={-1}
      aria-label="Comment on the chosen lines"
      onClick={onComment}
    >
      +
    </button>
  );
  if (line === null) return null;
  if (view === "side")
    return (
      <div className={`${styles["pair"]} ${isChosen ? styles["chosen"] : ""}`}>
        <span className={styles["number"]} {...drawn("before")}>
          {before?.before}
        </span>
        <Text line={before} />
        <span className={styles["number"]} {...drawn("after")}>
          {after?.after}
          {comment}
        </span>
        <Text line={after} />
      </div>
    );
  return (
    <div className={`${styles["line"]} ${isChosen ? styles["chosen"] : ""}`}>
      <span className={styles["number"]} {...drawn("both")}>
        {before?.before}
      </span>
      <span className={styles["number"]} {...drawn("both")}>
        {after?.after}
        {comment}
      </span>
      <Text line={line} />
    </div>
  );
}

const SIGNS: Readonly<Record<DiffLine["kind"], string>> = { same: " ", added: "+", removed: "-" };
const LONGEST = 5_000;

function Text({ line }: { readonly line: DiffLine | null }) {
  if (line === null) return <span className={styles["none"]} />;
  const { kind, text, isUnended = false } = line;
  const rest = text.length - LONGEST;
  return (
    <span className={`${styles["text"]} ${styles[kind]}`}>
      {SIGNS[kind]}
      {visible(rest > 0 ? text.slice(0, LONGEST) : text)}
      {rest > 0 && <em> … {rest} more characters</em>}
      {isUnended && <em> no line feed at the end</em>}
    </span>
  );
}
