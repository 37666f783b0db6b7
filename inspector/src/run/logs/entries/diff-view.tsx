import { useMemo, useState } from "react";
import type { FileDiff } from "../../../../../src/core/entry.ts";
import { Button } from "../../../ui/button.tsx";
import { lineDiff, unifiedLines, type DiffLine } from "../text/line-diff.ts";
import { MarkedText } from "../text/marked-text.tsx";
import { CopyButton } from "./markdown.tsx";
import styles from "./entries.module.css";

const SIGNS: Readonly<Record<DiffLine["kind"], string>> = { same: " ", added: "+", removed: "-", skipped: "⋯" };
const SHOWN = 400;

/** What a tool has changed in a file, or wanted to. */
export function DiffView({ diff }: { readonly diff: FileDiff }) {
  const [isSplit, setSplit] = useState(false);
  const [count, setCount] = useState(SHOWN);
  const lines = useMemo(
    () => (diff.unified === null ? lineDiff(diff.before, diff.after) : unifiedLines(diff.unified)),
    [diff],
  );
  const shown = lines.slice(0, count);
  return (
    <div className={styles["code"]}>
      <div className={styles["codeHead"]}>
        <small>
          <MarkedText text={diff.path} />
        </small>
        <span>
          <Button kind="quiet" small aria-pressed={isSplit} onClick={() => setSplit(!isSplit)}>
            {isSplit ? "Inline" : "Side by side"}
          </Button>
          <CopyButton text={lines.map(({ kind, text }) => SIGNS[kind] + text).join("\n")} />
        </span>
      </div>
      <div className={styles["diff"]} tabIndex={0} role="region" aria-label={`Changes of ${diff.path}`}>
        {isSplit ? <Split lines={shown} /> : shown.map((line, i) => <Line key={i} line={line} />)}
      </div>
      {lines.length > count && (
        <Button small onClick={() => setCount(count * 4)}>
          {lines.length - count} more lines
        </Button>
      )}
    </div>
  );
}

const EMPTY: DiffLine = { kind: "same", text: "" };

function Line({ line: { kind, text } }: { readonly line: DiffLine }) {
  return (
    <div className={`${styles["diffLine"]} ${styles[`line-${kind}`] ?? ""}`}>
      <span aria-hidden="true">{SIGNS[kind]}</span>
      {kind === "added" && <span className={styles["hidden"]}>added: </span>}
      {kind === "removed" && <span className={styles["hidden"]}>removed: </span>}
      <MarkedText text={text} />
    </div>
  );
}

function Split({ lines }: { readonly lines: readonly DiffLine[] }) {
  return (
    <div className={styles["split"]}>
      {pairsOf(lines).map(([old, now], i) => (
        <div key={i} className={styles["pair"]}>
          <Line line={old ?? EMPTY} />
          <Line line={now ?? EMPTY} />
        </div>
      ))}
    </div>
  );
}

type Pair = readonly [DiffLine | null, DiffLine | null];

/** What was removed beside what came in its place. */
function pairsOf(lines: readonly DiffLine[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let [gone, come]: [DiffLine[], DiffLine[]] = [[], []];
  const flush = (): void => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++) pairs.push([gone[i] ?? null, come[i] ?? null]);
    [gone, come] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === "removed" && come.length === 0) gone.push(line);
    else if (line.kind === "added") come.push(line);
    else {
      flush();
      if (line.kind === "removed") gone.push(line);
      else pairs.push([line, line]);
    }
  }
  flush();
  return pairs;
}
