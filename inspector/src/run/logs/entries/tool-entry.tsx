import type { ToolStatus } from "../../../../../src/core/entry.ts";
import { JsonText } from "../../../ui/json-text.tsx";
import { AnsiText } from "../text/ansi-text.tsx";
import { MarkedText } from "../text/marked-text.tsx";
import { withoutEscapes } from "../text/sgr.ts";
import { DiffView } from "./diff-view.tsx";
import type { EntryOf, Fold } from "./entry-view.tsx";
import { Code, CopyButton } from "./markdown.tsx";
import styles from "./entries.module.css";

interface ToolProps {
  readonly entry: EntryOf<"tool">;
  readonly fold: Fold;
}

const MARKS: Readonly<Record<ToolStatus, readonly [tone: string, mark: string]>> = {
  created: ["quiet", "·"],
  awaiting_approval: ["waiting", "⏸"],
  running: ["running", "●"],
  succeeded: ["good", "✓"],
  failed: ["bad", "✗"],
  denied: ["bad", "⊘"],
  timed_out: ["bad", "◷"],
  canceled: ["quiet", "⊘"],
};

/** What a tool was asked for, and on opening what became of it. */
export function ToolEntry({ entry, fold }: ToolProps) {
  const [tone, mark] = MARKS[entry.status];
  return (
    <>
      <button type="button" className={styles["fold"]} aria-expanded={fold.isOpen} onClick={fold.toggle}>
        <span aria-hidden="true">{fold.isOpen ? "▾" : "▸"}</span>{" "}
        <span className={`${styles["status"]} ${styles[tone]}`}>
          <span aria-hidden="true">{mark}</span> {entry.status.replaceAll("_", " ")}
        </span>{" "}
        <span className={styles["kind"]}>{entry.kind.replaceAll("_", " ")}</span>{" "}
        <span className={styles["title"]}>
          <MarkedText text={titleOf(entry)} />
        </span>
        {entry.exitCode !== null && entry.exitCode !== 0 && (
          <span className={styles["bad"]}> exit {entry.exitCode}</span>
        )}
      </button>
      {fold.isOpen && <ToolDetail entry={entry} />}
    </>
  );
}

const LONGEST_TITLE = 300;

function titleOf({ command, paths, kind, title }: EntryOf<"tool">): string {
  const what = command ?? (paths.length > 0 && kind !== "other" ? paths.join(", ") : title);
  return (withoutEscapes(what).trim().split("\n", 1)[0] ?? "").slice(0, LONGEST_TITLE);
}

function ToolDetail({ entry: { command, title, diffs, output, exitCode, input } }: Pick<ToolProps, "entry">) {
  const hasShown = command !== null || diffs.length > 0 || output !== null;
  return (
    <div className={styles["detail"]}>
      {command === null ? (
        <p className={styles["soft"]}>
          <MarkedText text={withoutEscapes(title).slice(0, 2_000)} />
        </p>
      ) : (
        <Code text={withoutEscapes(command)} language="command" />
      )}
      {diffs.map((diff, i) => (
        <DiffView key={i} diff={diff} />
      ))}
      {output !== null && <Output text={output} />}
      {exitCode !== null && <p className={styles["soft"]}>Exit code {exitCode}</p>}
      {!hasShown && input !== null && <JsonText value={input} label="Its arguments" />}
    </div>
  );
}

const MOST_LINES = 1_000;

/** The end of it: that is where it says what became of it. */
function Output({ text }: { readonly text: string }) {
  const lines = text.split("\n");
  const skipped = Math.max(0, lines.length - MOST_LINES);
  return (
    <div className={styles["code"]}>
      <div className={styles["codeHead"]}>
        <small>output{skipped > 0 && ` (without its first ${skipped} lines)`}</small>
        <CopyButton text={text} />
      </div>
      <pre tabIndex={0} aria-label="Output">
        <AnsiText text={lines.slice(skipped).join("\n")} />
      </pre>
    </div>
  );
}
