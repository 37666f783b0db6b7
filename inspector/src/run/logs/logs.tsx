import { Link, useSearchParams } from "wouter";
import type { Attempt, Run } from "../../data/client.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Loading, Shown } from "../../ui/notes.tsx";
import { shortRun } from "../../ui/short-run.ts";
import { Status } from "../../ui/status.tsx";
import { byAttempt, useChildRuns } from "../child-runs.ts";
import type { RunTabProps } from "../tab.ts";
import { chosenOf, statusOf, useAttempts } from "./attempts.ts";
import { Composer } from "./composer.tsx";
import { Conversation } from "./entries/conversation.tsx";
import { useFirstView, type View } from "./first-view.ts";
import { RawLog } from "./raw/raw-log.tsx";
import styles from "./logs.module.css";

const VIEWS: readonly (readonly [View, string])[] = [
  ["entries", "Conversation"],
  ["stdout", "Output"],
  ["stderr", "Errors"],
];

/** What the processes of a run said: agents as a conversation, and everything as it was written. `?gen=` or `?step=` chooses one. */
export function Logs({ run }: RunTabProps) {
  const attempts = useAttempts(run.run);
  return (
    <Shown of={attempts} what="what was started">
      {(all) => <OneOf run={run} attempts={all} />}
    </Shown>
  );
}

function OneOf({ run, attempts }: { readonly run: Run; readonly attempts: readonly Attempt[] }) {
  const [search, setSearch] = useSearchParams();
  const attempt = chosenOf(attempts, { gen: search.get("gen"), step: search.get("step") });
  const firstView = useFirstView(attempt);
  if (attempt === null) return <NoLog run={run} step={search.get("step")} isOther={attempts.length > 0} />;
  const views = VIEWS.filter(([id]) => id !== "entries" || attempt.isAgent);
  const view = views.find(([id]) => id === search.get("view"))?.[0] ?? firstView;
  const set = (name: "gen" | "view", value: string): void =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        next.set(name, value);
        next.delete("step");
        return next;
      },
      { replace: true },
    );
  return (
    <section className={styles["logs"]} aria-label="Logs">
      <div className={styles["choice"]}>
        <select aria-label="Attempt" value={attempt.gen} onChange={({ target }) => set("gen", target.value)}>
          {attempts.map((one) => (
            <option key={one.gen} value={one.gen}>
              {`${one.step} · ${one.number} · ${statusOf(one).replaceAll("_", " ")}`}
            </option>
          ))}
        </select>
        <Status status={statusOf(attempt)} />
        <div role="group" aria-label="What to show" className={styles["views"]}>
          {views.map(([id, title]) => (
            <Button
              key={id}
              small
              aria-pressed={id === view}
              className={id === view ? (styles["pressed"] ?? "") : ""}
              onClick={() => set("view", id)}
            >
              {title}
            </Button>
          ))}
        </div>
      </div>
      <Said run={run.run} gen={attempt.gen} view={view} />
      {attempt.isAgent && !attempt.isEnded && !attempt.step.includes("#") && <Composer run={run} step={attempt.step} />}
    </section>
  );
}

interface SaidProps {
  readonly run: string;
  readonly gen: string;
  readonly view: View | null;
}

function Said({ run, gen, view }: SaidProps) {
  if (view === null) return <Loading what="the log" />;
  if (view === "entries") return <Conversation key={gen} run={run} gen={gen} />;
  return <RawLog key={`${gen} ${view}`} gen={gen} stream={view} />;
}

interface NoLogProps {
  readonly run: Run;
  readonly step: string | null;
  /** Other steps have logs. */
  readonly isOther: boolean;
}

const nothingStarted = ({ endedAt }: Run): string =>
  endedAt === null ? "Nothing was started yet." : "Nothing was started.";

/** Another step's log in its place would be taken for its own. */
function NoLog({ run, step, isOther }: NoLogProps) {
  const children = byAttempt(useChildRuns(run));
  const child = children.get(run.steps[step ?? ""]?.gen ?? "") ?? null;
  return (
    <Empty title={step === null ? nothingStarted(run) : `${step} has written no log.`}>
      <p>Steps that run a script or an agent write logs; a child run has its own.</p>
      {child !== null && (
        <p>
          <Link href={`/runs/${child}/conversation`}>The logs of its run {shortRun(child)}</Link>
        </p>
      )}
      {step !== null && isOther && (
        <p>
          <Link href={`/runs/${run.run}/conversation`}>The newest log of this run</Link>
        </p>
      )}
    </Empty>
  );
}
