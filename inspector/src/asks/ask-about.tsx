import { compareTexts } from "../diff/compare.ts";
import type { Hunk } from "../diff/lines.ts";
import { visible } from "../diff/lines.ts";
import { hunksOf } from "../diff/parse.ts";
import { SmallDiff } from "../diff/small-diff.tsx";
import type { Ask } from "../data/client.ts";
import { JsonText } from "../ui/json-text.tsx";
import styles from "./ask-about.module.css";

/** What an ask is about: the command or the files, the arguments, what would change. */
export function AskAbout({ ask: { tool, subjects = [], input = {}, diffs = [] } }: { readonly ask: Ask }) {
  const untold = Object.entries(input).filter(([, value]) => !subjects.some((subject) => subject === value));
  return (
    <>
      {tool === "execute"
        ? subjects.map((command) => (
            <pre key={command} className={styles["command"]} tabIndex={0} aria-label="Command">
              {visible(command)}
            </pre>
          ))
        : subjects.length > 0 && (
            <ul className={styles["files"]}>
              {subjects
                .filter((subject) => !diffs.some(({ path }) => path === subject))
                .map((subject) => (
                  <li key={subject}>
                    <code>{visible(subject)}</code>
                  </li>
                ))}
            </ul>
          )}
      {diffs.map((given) => {
        const { path, hunks } = changesOf(given);
        return hunks === null ? (
          <JsonText key={path} label={`Changes of ${path}`} value={given} />
        ) : (
          <SmallDiff key={path} path={path} hunks={hunks} />
        );
      })}
      {untold.length > 0 && (
        <details open={diffs.length === 0 && JSON.stringify(untold).length < 1_500}>
          <summary>Arguments</summary>
          <JsonText label="Arguments" value={visible(JSON.stringify(Object.fromEntries(untold), null, 2))} />
        </details>
      )}
    </>
  );
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Hunks are `null` for what is told in a form that nobody can read. */
function changesOf(given: Readonly<Record<string, unknown>>): { path: string; hunks: readonly Hunk[] | null } {
  const path = textOrNull(given["path"]) ?? "a file";
  const unified = textOrNull(given["unified"]);
  if (unified === null) return { path, hunks: compareTexts(textOrNull(given["before"]), textOrNull(given["after"])) };
  const hunks = hunksOf(unified.split("\n"));
  return { path, hunks: hunks.length === 0 ? null : hunks };
}
