import type { DiffLine, Hunk } from "./lines.ts";
import { visible } from "./lines.ts";
import styles from "./small-diff.module.css";

interface SmallDiffProps {
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

const SIGNS: Readonly<Record<DiffLine["kind"], string>> = { same: " ", added: "+", removed: "-" };
const MOST_LINES = 400;

/** What is to change in one file, for reading; of a long one its beginning. */
export function SmallDiff({ path, hunks }: SmallDiffProps) {
  const lines = hunks.flatMap((hunk, at): readonly (DiffLine | null)[] =>
    at === 0 ? hunk.lines : [null, ...hunk.lines],
  );
  const rest = lines.length - MOST_LINES;
  return (
    <figure className={styles["diff"]}>
      <figcaption>
        <code>{visible(path)}</code> <Counts hunks={hunks} />
      </figcaption>
      <div className={styles["frame"]} tabIndex={0} role="group" aria-label={`Changes of ${path}`}>
        {lines.slice(0, MOST_LINES).map((line, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- nothing else names a line, and they do not move
          <Line key={at} line={line} />
        ))}
        {rest > 0 && <p className={styles["gap"]}>{rest} more lines are not shown here.</p>}
        {lines.length === 0 && <p className={styles["gap"]}>No line differs.</p>}
      </div>
    </figure>
  );
}

function Line({ line }: { readonly line: DiffLine | null }) {
  if (line === null) return <p className={styles["gap"]}>⋯</p>;
  const { kind, text, before, after } = line;
  return (
    <div className={`${styles["line"]} ${styles[kind]}`}>
      <span className={styles["number"]}>{after ?? before}</span>
      <span className={styles["text"]}>
        {SIGNS[kind]}
        {visible(text)}
      </span>
    </div>
  );
}

function Counts({ hunks }: { readonly hunks: readonly Hunk[] }) {
  const count = (kind: DiffLine["kind"]): number =>
    hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.kind === kind).length, 0);
  return <LineCounts added={count("added")} removed={count("removed")} />;
}

/** `+3 −1`; nothing for what is not counted. */
export function LineCounts({ added, removed }: { readonly added: number | null; readonly removed: number | null }) {
  if (added === null || removed === null) return null;
  return (
    <span className={styles["counts"]}>
      <span className={styles["plus"]}>+{added}</span> <span className={styles["minus"]}>−{removed}</span>
    </span>
  );
}
