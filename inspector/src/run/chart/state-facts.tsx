import { Link } from "wouter";
import type { Layout } from "../../chart/shape.ts";
import type { Run } from "../../data/client.ts";
import { Button } from "../../ui/button.tsx";
import { JsonText } from "../../ui/json-text.tsx";
import { Status } from "../../ui/status.tsx";
import { Duration } from "../../ui/time.tsx";
import styles from "./run-chart.module.css";

interface StateFactsProps {
  readonly run: Run;
  readonly path: string;
  readonly layout: Layout | undefined;
  readonly onClose: () => void;
}

/** What is known of one state: its place in the file, and what its step has left behind. */
export function StateFacts({ run, path, layout, onClose }: StateFactsProps) {
  const state = layout?.states.find((one) => one.path === path);
  if (state === undefined) return null;
  const step = state.step === null ? undefined : run.steps[state.step];
  return (
    <section className={styles["facts"]} aria-label={`State ${state.key}`}>
      <header>
        <h2>{state.key}</h2>
        <Button kind="quiet" small aria-label="Close the state" onClick={onClose}>
          ✕
        </Button>
      </header>
      {state.description !== null && <p>{state.description}</p>}
      <dl>
        <Fact name="Place in the file" value={<code>{state.at}</code>} />
        {state.verb !== null && <Fact name="Does" value={state.verb} />}
        {step !== undefined && (
          <>
            <Fact name="Status" value={<Status status={step.status} />} />
            <Fact name="Attempts" value={step.attempts} />
            <Fact name="Visits" value={step.visits} />
            {typeof step.startedAt === "number" && (
              <Fact name="Took" value={<Duration from={step.startedAt} to={step.endedAt ?? null} />} />
            )}
          </>
        )}
        {state.step !== null && step !== undefined && (
          <Link href={`/runs/${run.run}/conversation?step=${encodeURIComponent(state.step)}`}>
            What it said and wrote
          </Link>
        )}
      </dl>
      {step !== undefined && step.error !== null && <JsonText value={step.error} label="Error" />}
      {step !== undefined && Object.keys(step.output).length > 0 && <JsonText value={step.output} label="Output" />}
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
