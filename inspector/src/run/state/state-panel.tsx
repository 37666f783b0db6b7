import { useQuery } from "@tanstack/react-query";
import { client, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { JsonText } from "../../ui/json-text.tsx";
import { Shown } from "../../ui/notes.tsx";
import { Status } from "../../ui/status.tsx";
import type { RunTabProps } from "../tab.ts";
import { useRunAt } from "../use-run.ts";
import { differences, type Difference } from "./differences.ts";
import styles from "./state-panel.module.css";

/** What a run is, or was after an entry: its values, its steps; and what an entry was, changed and asked for. */
export function StatePanel({ run, at }: RunTabProps) {
  return (
    <div className={styles["panel"]}>
      {at !== null && at > 1 && <Changes run={run} at={at} />}
      {at !== null && <EntryPart run={run.run} seq={at} />}
      <Part title="Context">
        {Object.keys(run.context ?? {}).length === 0 ? (
          <p>Nothing.</p>
        ) : (
          <JsonText value={run.context} label="Context" />
        )}
      </Part>
      <Part title="Inputs">
        {Object.keys(run.inputs).length === 0 ? <p>None.</p> : <JsonText value={run.inputs} label="Inputs" />}
      </Part>
      {run.output !== null && (
        <Part title="Output">
          <JsonText value={run.output} label="Output" />
        </Part>
      )}
      <Part title="Steps">
        <Steps run={run} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section className={styles["part"]}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function EntryPart({ run, seq }: { readonly run: string; readonly seq: number }) {
  const found = useQuery({
    queryKey: keys.frozen(run, "entry", seq),
    queryFn: ({ signal }) => client.getEntry({ run, seq }, { signal }),
  });
  return (
    <Shown of={found} what="the entry">
      {({ entry, effects, timers }) => (
        <>
          <Part title={`Entry ${seq}: ${String(entry.input["type"]).replaceAll("_", " ")}`}>
            <JsonText value={entry.input} label="Input" />
          </Part>
          <Part title="Effects">
            {effects.length === 0 && timers.set.length === 0 && timers.clear.length === 0 ? (
              <p>It asked for nothing to be done.</p>
            ) : (
              <JsonText value={{ effects, timers }} label="Effects" />
            )}
          </Part>
          {entry.events !== undefined && (
            <Part title="Events">
              <JsonText value={entry.events} label="Events" />
            </Part>
          )}
        </>
      )}
    </Shown>
  );
}

function Changes({ run, at }: { readonly run: Run; readonly at: number }) {
  const before = useRunAt(run.run, at - 1);
  if (before.data === undefined || before.isPlaceholderData) return null;
  const list = differences(before.data.context ?? {}, run.context ?? {});
  return (
    <Part title={`What entry ${at} changed in the context`}>
      {list.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <ul className={styles["changes"]} aria-label="Changes of the context">
          {list.map((one) => (
            <Change key={one.path} change={one} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function Change({ change: { path, kind, before, after } }: { readonly change: Difference }) {
  return (
    <li data-kind={kind}>
      <code>{path === "" ? "(all of it)" : path}</code>
      {kind !== "added" && <del>{JSON.stringify(before)}</del>}
      {kind !== "removed" && <ins>{JSON.stringify(after)}</ins>}
    </li>
  );
}

function Steps({ run: { steps } }: { readonly run: Run }) {
  const all = Object.entries(steps);
  if (all.length === 0) return <p>None has begun.</p>;
  return (
    <div className={styles["steps"]}>
      {all.map(([id, { status, attempts, visits, output, error }]) => (
        <details key={id}>
          <summary>
            <strong>{id}</strong> <Status status={status} />
            <small>
              {visits > 1 && `visit ${visits} `}
              {attempts > 1 && `attempt ${attempts}`}
            </small>
          </summary>
          {error !== null && <JsonText value={error} label={`Error of ${id}`} />}
          <JsonText value={output} label={`Output of ${id}`} />
        </details>
      ))}
    </div>
  );
}
