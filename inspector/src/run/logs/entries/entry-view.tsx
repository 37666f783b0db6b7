import { memo, type ReactNode } from "react";
import type { Entry } from "../../../../../src/core/entry.ts";
import { Boundary } from "../../../ui/boundary.tsx";
import { timeText } from "../../../ui/time.tsx";
import { MarkedText } from "../text/marked-text.tsx";
import { withoutEscapes } from "../text/sgr.ts";
import { CopyButton, LongText, Markdown } from "./markdown.tsx";
import { ToolEntry } from "./tool-entry.tsx";
import { usageWords } from "./usage-words.ts";
import styles from "./entries.module.css";

export type EntryOf<T extends Entry["type"]> = Extract<Entry, { type: T }>;

export interface EntryProps {
  readonly entry: Entry;
  readonly isOpen: boolean;
  readonly onToggle: (id: string) => void;
}

/** One entry of a conversation. */
export const EntryView = memo(function EntryView({ entry, isOpen, onToggle }: EntryProps) {
  return (
    <article className={`${styles["entry"]} ${styles[entry.type] ?? ""}`} data-entry={entry.type}>
      <Boundary what="this entry">
        <Drawn entry={entry} fold={{ isOpen, toggle: () => onToggle(entry.id) }} />
      </Boundary>
    </article>
  );
});

function Drawn({ entry, fold }: { readonly entry: Entry; readonly fold: Fold }): ReactNode {
  const draw = VIEWS[entry.type] as (entry: Entry, fold: Fold) => ReactNode;
  return draw(entry, fold);
}

export interface Fold {
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

const VIEWS: { readonly [T in Entry["type"]]: (entry: EntryOf<T>, fold: Fold) => ReactNode } = {
  user: ({ text, at }) => (
    <>
      <Head who="Prompt" at={at} copy={text} />
      <LongText text={withoutEscapes(text)} />
    </>
  ),
  assistant: ({ text, at }) => (
    <>
      <Head who="Agent" at={at} copy={text} />
      <Markdown text={text} />
    </>
  ),
  thinking: (entry, fold) => <Thinking entry={entry} fold={fold} />,
  tool: (entry, fold) => <ToolEntry entry={entry} fold={fold} />,
  plan: ({ items, at }) => (
    <>
      <Head who="Plan" at={at} />
      <ul className={styles["items"]}>
        {items.map(({ text, status }, i) => (
          <li key={i} data-status={status}>
            <span aria-hidden="true">{MARKS[status] ?? "☐"}</span>{" "}
            <span className={status === "completed" ? styles["done"] : ""}>
              <MarkedText text={withoutEscapes(text)} />
            </span>
            <span className={styles["hidden"]}> ({status.replaceAll("_", " ")})</span>
          </li>
        ))}
      </ul>
    </>
  ),
  question: ({ text, choices, answer, at }) => (
    <>
      <Head who="Question" at={at} />
      <Markdown text={text} />
      {choices.length > 0 && (
        <p className={styles["soft"]}>
          <MarkedText text={choices.join(" · ")} />
        </p>
      )}
      <p>
        {answer === null ? (
          <em>Not answered yet.</em>
        ) : (
          <>
            → <MarkedText text={withoutEscapes(answer)} />
          </>
        )}
      </p>
    </>
  ),
  usage: ({ usage }) => <p className={styles["soft"]}>{usageWords(usage)}</p>,
  retry: ({ text, attempt }) => (
    <p>
      ↻ <MarkedText text={withoutEscapes(text)} />
      {attempt !== null && <small> (try {attempt})</small>}
    </p>
  ),
  error: ({ text, class: kind, advice, at }) => (
    <>
      <Head who={`Error (${kind})`} at={at} copy={text} />
      <LongText text={withoutEscapes(text)} />
      {advice !== null && (
        <p className={styles["advice"]}>
          <MarkedText text={advice} />
        </p>
      )}
    </>
  ),
  system: ({ text }) => (
    <p className={styles["soft"]}>
      <MarkedText text={withoutEscapes(text)} />
    </p>
  ),
};

const MARKS: Readonly<Record<string, string>> = { completed: "☑", in_progress: "◐" };

interface HeadProps {
  readonly who: string;
  readonly at: number | null;
  readonly copy?: string;
}

function Head({ who, at, copy }: HeadProps) {
  return (
    <header className={styles["head"]}>
      <strong>{who}</strong>
      {at !== null && <time>{timeText(at)}</time>}
      {copy !== undefined && <CopyButton text={copy} />}
    </header>
  );
}

function Thinking({ entry: { text }, fold }: { readonly entry: EntryOf<"thinking">; readonly fold: Fold }) {
  const first = withoutEscapes(text).trim().split("\n", 1)[0] ?? "";
  return (
    <>
      <button type="button" className={styles["fold"]} aria-expanded={fold.isOpen} onClick={fold.toggle}>
        <span aria-hidden="true">{fold.isOpen ? "▾" : "▸"}</span> <em>Thinking</em>{" "}
        {!fold.isOpen && (
          <span className={styles["title"]}>
            <MarkedText text={first.slice(0, 200)} />
          </span>
        )}
      </button>
      {fold.isOpen && <LongText text={withoutEscapes(text)} />}
    </>
  );
}
