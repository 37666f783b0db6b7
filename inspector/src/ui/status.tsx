import styles from "./status.module.css";

/** Of runs, steps and everything else that has one. */
const LOOKS: Readonly<Record<string, readonly [tone: string, glyph: string]>> = {
  queued: ["quiet", "◌"],
  running: ["running", "●"],
  waiting: ["waiting", "◐"],
  succeeded: ["good", "✓"],
  failed: ["bad", "✗"],
  canceled: ["quiet", "⊘"],
  timed_out: ["bad", "◷"],
  interrupted: ["bad", "↯"],
  skipped: ["quiet", "↷"],
};

export const toneOf = (status: string): string => LOOKS[status]?.[0] ?? "quiet";

/** A status in its colour, and in words: colour alone tells nothing to many. */
export function Status({ status }: { readonly status: string }) {
  const [tone, glyph] = LOOKS[status] ?? ["quiet", "·"];
  return (
    <span className={`${styles["status"]} ${styles[tone]}`} data-status={status}>
      <span aria-hidden="true">{glyph}</span>
      {status.replaceAll("_", " ")}
    </span>
  );
}
