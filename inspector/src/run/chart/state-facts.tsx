import { useState } from "react";
import { Link } from "wouter";
import type { Layout } from "../../chart/shape.ts";
import type { Run, Step } from "../../data/client.ts";
import { Button } from "../../ui/button.tsx";
import { JsonText } from "../../ui/json-text.tsx";
import { shortRun } from "../../ui/short-run.ts";
import { Status } from "../../ui/status.tsx";
import { Duration } from "../../ui/time.tsx";
import { useChildRuns } from "../child-runs.ts";
import { ForkDialog } from "../fork-dialog.tsx";
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
        {step !== undefined && <StepFacts step={step} />}
      </dl>
      <ChildRuns run={run} path={path} />
      {state.step !== null && step !== undefined && (
        <StepLeft run={run} id={state.step} step={step} hasLog={state.verb === "run" || state.verb === "agent"} />
      )}
    </section>
  );
}

/** A state that starts a workflow leads to each run that it has started. */
function ChildRuns({ run, path }: { readonly run: Run; readonly path: string }) {
  const children = useChildRuns(run).filter(({ startedBy }) => startedBy?.activity === path);
  if (children.length === 0) return null;
  return (
    <ul aria-label="Child runs">
      {children.map((child) => (
        <li key={child.run}>
          <Link href={`/runs/${child.run}`}>
            {child.workflow} {shortRun(child.run)}
          </Link>{" "}
          <Status status={child.status} />
        </li>
      ))}
    </ul>
  );
}

function StepFacts({ step: { status, attempts, visits, startedAt, endedAt } }: { readonly step: Step }) {
  return (
    <>
      <Fact name="Status" value={<Status status={status} />} />
      <Fact name="Attempts" value={attempts} />
      <Fact name="Visits" value={visits} />
      {typeof startedAt === "number" && <Fact name="Took" value={<Duration from={startedAt} to={endedAt ?? null} />} />}
    </>
  );
}

interface StepLeftProps {
  readonly run: Run;
  readonly id: string;
  readonly step: Step;
  /** It starts processes. */
  readonly hasLog: boolean;
}

function StepLeft({ run, id, step, hasLog }: StepLeftProps) {
  const [isForking, setForking] = useState(false);
  return (
    <>
      <div className={styles["tools"]}>
        {hasLog && (
          <Link href={`/runs/${run.run}/conversation?step=${encodeURIComponent(id)}`}>What it said and wrote</Link>
        )}
        <Button small onClick={() => setForking(true)}>
          Retry from here
        </Button>
      </div>
      {isForking && <ForkDialog run={run} at={null} step={id} onClose={() => setForking(false)} />}
      {step.error !== null && <JsonText value={step.error} label="Error" />}
      {Object.keys(step.output).length > 0 && <JsonText value={step.output} label="Output" />}
    </>
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
