import { Link } from "wouter";
import { Empty } from "../../ui/notes.tsx";
import { toneOf } from "../../ui/status.tsx";
import { dateText, durationText, useNow } from "../../ui/time.tsx";
import { byAttempt, useChildRuns } from "../child-runs.ts";
import { useWholeJournal } from "../journal/whole.ts";
import type { RunTabProps } from "../tab.ts";
import { rowsOf, spansOf, type Span } from "./spans.ts";
import styles from "./timeline.module.css";

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Steps and their attempts over time. A bar that is chosen leads to the entry that it began with. */
export function Timeline({ run, at, travel }: RunTabProps) {
  const { entries, isCut } = useWholeJournal(run);
  const now = useNow();
  const spans = spansOf(entries);
  const children = byAttempt(useChildRuns(run));
  const [first] = spans;
  if (first === undefined)
    return (
      <Empty title={run.endedAt === null ? "No step has begun yet." : "No step has begun."}>
        <p>States that only wait for events are no steps: the chart shows them, and the sequence what they heard.</p>
      </Empty>
    );
  const isOpen = run.endedAt === null && at === null;
  const end = isOpen ? now : (run.endedAt ?? entries.at(-1)?.at ?? first.from);
  const from = isCut ? first.from : Math.min(run.createdAt, first.from);
  const range = { from, to: Math.max(end, from + 1) };
  return (
    <div className={styles["timeline"]}>
      {isCut && <p className={styles["note"]}>Only the last 5,000 entries are shown.</p>}
      <Scale range={range} />
      <ol className={styles["rows"]} aria-label="Steps over time">
        {[...rowsOf(spans)].map(([step, bars]) => (
          <li key={step}>
            <Link href={hrefOf(run.run, step, bars, children)} className={styles["step"]}>
              {step}
            </Link>
            <div className={styles["bars"]}>
              {bars.map((span) => (
                <Bar key={`${span.seq}-${span.kind}`} span={span} range={range} onChoose={() => travel(span.seq)} />
              ))}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** To the newest run that the step has started, or to what its attempts said. */
function hrefOf(run: string, step: string, bars: readonly Span[], children: ReadonlyMap<string, string>): string {
  const child = bars.flatMap(({ gen }) => children.get(gen ?? "") ?? []).at(-1);
  return child === undefined ? `/runs/${run}/conversation?step=${encodeURIComponent(step)}` : `/runs/${child}`;
}

function Bar({ span, range, onChoose }: { readonly span: Span; readonly range: Range; readonly onChoose: () => void }) {
  const { kind, status, step, attempt, visit } = span;
  const to = span.to ?? range.to;
  const part = (at: number): number => ((at - range.from) / (range.to - range.from)) * 100;
  const what =
    kind === "attempt" ? `attempt ${attempt}, visit ${visit}` : kind === "wait" ? "waits" : `before attempt ${attempt}`;
  const label = `${step}: ${what}, ${status.replaceAll("_", " ")}, ${durationText(to - span.from)}`;
  return (
    <button
      type="button"
      className={`${styles["bar"]} ${styles[kind]} ${styles[toneOf(status)]}`}
      style={{ left: `${part(span.from)}%`, width: `${Math.max(0, part(to) - part(span.from))}%` }}
      aria-label={label}
      title={`${label}\n${dateText(span.from)}`}
      data-status={status}
      onClick={onChoose}
    />
  );
}

function Scale({ range }: { readonly range: Range }) {
  const length = range.to - range.from;
  return (
    <div className={styles["scale"]} aria-hidden="true">
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <span key={part} style={{ left: `${part * 100}%` }}>
          {durationText(length * part)}
        </span>
      ))}
    </div>
  );
}
