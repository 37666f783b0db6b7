import { useMemo, useState } from "react";
import type { FileDiff } from "../../../../../src/core/entry.ts";
import { compareTexts } from "../../../diff/compare.ts";
import type { DiffLine, Hunk } from "../../../diff/lines.ts";
import { alone, pairsOf, type Pair } from "../../../diff/pairs.ts";
import { hunksOf } from "../../../diff/parse.ts";
import { Button } from "../../../ui/button.tsx";
import { MarkedText } from "../text/marked-text.tsx";
import { Code, CopyButton } from "./markdown.tsx";
import styles from "./entries.module.css";

const SIGNS: Readonly<Record<DiffLine["kind"], string>> = { same: " ", added: "+", removed: "-" };
const SHOWN = 400;

/** What a tool has changed in a file, or wanted to. */
export function DiffView({ diff }: { readonly diff: FileDiff }) {
  const hunks = useMemo(
    () => (diff.unified === null ? compareTexts(diff.before, diff.after) : hunksOf(diff.unified.split("\n"))),
    [diff],
  );
  // In a form that nobody knows: as it is told.
  if (hunks.length === 0 && diff.unified !== null && diff.unified !== "")
    return <Code text={diff.unified} language={diff.path} />;
  return <Hunks path={diff.path} hunks={hunks} />;
}

function Hunks({ path, hunks }: { readonly path: string; readonly hunks: readonly Hunk[] }) {
  const [isSplit, setSplit] = useState(false);
  const [count, setCount] = useState(SHOWN);
  const rows = useMemo(() => rowsOf(hunks, isSplit), [hunks, isSplit]);
  return (
    <div className={styles["code"]}>
      <div className={styles["codeHead"]}>
        <small>
          <MarkedText text={path} />
        </small>
        <span>
          <Button kind="quiet" small aria-pressed={isSplit} onClick={() => setSplit(!isSplit)}>
            {isSplit ? "Inline" : "Side by side"}
          </Button>
          <CopyButton text={textOf(hunks)} />
        </span>
      </div>
      <div className={styles["diff"]} tabIndex={0} role="region" aria-label={`Changes of ${path}`}>
        <div className={isSplit ? styles["split"] : ""}>
          {rows.slice(0, count).map((row, i) => (
            <Row key={i} row={row} isSplit={isSplit} />
          ))}
        </div>
      </div>
      {rows.length > count && (
        <Button small onClick={() => setCount(count * 4)}>
          {rows.length - count} more lines
        </Button>
      )}
    </div>
  );
}

/** `null` stands for lines that are left out. */
const rowsOf = (hunks: readonly Hunk[], isSplit: boolean): readonly (Pair | null)[] =>
  hunks.flatMap(({ before, after, lines }, at) => [
    ...(at > 0 || before > 1 || after > 1 ? [null] : []),
    ...(isSplit ? pairsOf(lines) : lines.map(alone)),
  ]);

const textOf = (hunks: readonly Hunk[]): string =>
  hunks.map(({ lines }) => lines.map(({ kind, text }) => SIGNS[kind] + text).join("\n")).join("\n⋯\n");

function Row({ row, isSplit }: { readonly row: Pair | null; readonly isSplit: boolean }) {
  if (row === null) return <div className={styles["line-skipped"]}>⋯</div>;
  const [before, after] = row;
  if (!isSplit) return <Line line={after ?? before} />;
  return (
    <div className={styles["pair"]}>
      <Line line={before} />
      <Line line={after} />
    </div>
  );
}

function Line({ line }: { readonly line: DiffLine | null }) {
  const { kind, text } = line ?? { kind: "same", text: "" };
  return (
    <div className={`${styles["diffLine"]} ${styles[`line-${kind}`] ?? ""}`}>
      <span aria-hidden="true">{SIGNS[kind]}</span>
      {kind === "added" && <span className={styles["hidden"]}>added: </span>}
      {kind === "removed" && <span className={styles["hidden"]}>removed: </span>}
      <MarkedText text={text} />
    </div>
  );
}
