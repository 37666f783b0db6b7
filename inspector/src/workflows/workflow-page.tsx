import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { Chart } from "../chart/chart.tsx";
import { ExportMenu } from "../chart/export-menu.tsx";
import type { Detail } from "../chart/shape.ts";
import { client, type Workflow } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { visible } from "../diff/lines.ts";
import { RunsTable } from "../runs/runs-table.tsx";
import { Button } from "../ui/button.tsx";
import { Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { Diagnostics } from "./diagnostics.tsx";
import { RunForm } from "./run-form.tsx";
import styles from "./workflows.module.css";

/** Files change without an event. */
const OFTEN_MS = 5_000;

/** One workflow: what it does, its mistakes, its chart, its runs, and the form that starts one. */
export function WorkflowPage({ workflow }: { readonly workflow: string }) {
  const found = useQuery({
    queryKey: keys.workflows(workflow),
    queryFn: ({ signal }) => client.getWorkflow({ workflow }, { signal }),
    staleTime: 0,
    refetchInterval: OFTEN_MS,
  });
  return (
    <Page
      title={found.data?.name ?? workflow}
      actions={<Link href={`/workflows/${encodeURIComponent(workflow)}/edit`}>Edit</Link>}
    >
      <Shown of={found} what="the workflow">
        {(shown) => <Details id={workflow} workflow={shown} />}
      </Shown>
    </Page>
  );
}

interface DetailsProps {
  /** Its name, or the path of its file. */
  readonly id: string;
  readonly workflow: Workflow;
}

function Details({
  id,
  workflow: { name, file, isShipped, description, inputs, definition, text, diagnostics },
}: DetailsProps) {
  return (
    <>
      <p className={styles["facts"]}>
        {description !== null && <span>{visible(description)}</span>}
        <code>{file}</code>
        {isShipped && <small>ships with Drover</small>}
      </p>
      <Diagnostics diagnostics={diagnostics} />
      <div className={styles["columns"]}>
        {inputs === null ? (
          <p>It cannot be run before its mistakes are mended.</p>
        ) : (
          // Another form for other inputs: what was written fits no more.
          <RunForm key={JSON.stringify(inputs)} workflow={id} schema={inputs} />
        )}
        <div className={styles["column"]}>
          {definition !== null && <WorkflowChart id={id} name={name} hash={definition} />}
          <Runs workflow={name} />
          <details>
            <summary>Source</summary>
            <pre className={styles["source"]} tabIndex={0} aria-label="Source">
              {visible(text)}
            </pre>
          </details>
        </div>
      </div>
    </>
  );
}

const DETAILS: readonly (readonly [Detail, string])[] = [
  ["steps", "As written"],
  ["machine", "Full machine"],
];

interface WorkflowChartProps extends Pick<Workflow, "name"> {
  readonly id: string;
  readonly hash: string;
}

function WorkflowChart({ id, name, hash }: WorkflowChartProps) {
  const [detail, setDetail] = useState<Detail>("steps");
  const layout = useQuery({
    queryKey: keys.layout(hash, detail),
    queryFn: () => client.getWorkflowLayout({ workflow: id, detail }),
    gcTime: Infinity,
  });
  return (
    <section aria-label="Chart" className={styles["chart"]}>
      <div role="group" aria-label="Detail">
        {DETAILS.map(([one, title]) => (
          <Button key={one} small aria-pressed={detail === one} onClick={() => setDetail(one)}>
            {title}
          </Button>
        ))}{" "}
        <ExportMenu
          name={name}
          layout={layout.data}
          mermaid={(level) => client.drawWorkflow({ workflow: id, format: "mermaid", level })}
          xstate={() => client.getWorkflowXState({ workflow: id })}
        />
      </div>
      <div className={styles["picture"]}>
        <Shown of={layout} what="the chart">
          {(found) => <Chart layout={found} />}
        </Shown>
      </div>
    </section>
  );
}

function Runs({ workflow }: { readonly workflow: string }) {
  const runs = useQuery({
    queryKey: keys.runs("of", workflow),
    queryFn: () => client.listRuns({ workflow, limit: 10 }),
  });
  return (
    <section aria-label="Runs" className={styles["column"]}>
      <h2>Latest runs</h2>
      <Shown of={runs} what="the runs">
        {({ items }) => (items.length === 0 ? <p>It has not run yet.</p> : <RunsTable runs={items} />)}
      </Shown>
    </section>
  );
}
