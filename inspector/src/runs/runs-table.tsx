import { useRef, type KeyboardEvent } from "react";
import { Link } from "wouter";
import type { RunSummary } from "../data/client.ts";
import { shortRun } from "../ui/short-run.ts";
import { Status } from "../ui/status.tsx";
import { Ago, Duration } from "../ui/time.tsx";
import styles from "../ui/table.module.css";

export function RunsTable({ runs }: { readonly runs: readonly RunSummary[] }) {
  const table = useRef<HTMLTableElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const links = [...(table.current?.querySelectorAll<HTMLElement>("tbody a[data-run]") ?? [])];
    links[links.indexOf(document.activeElement as HTMLElement) + by]?.focus();
  };
  return (
    <div className={styles["frame"]}>
      <table ref={table} className={styles["table"]} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Status</th>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ run, workflow, status, createdAt, endedAt, parent }) => (
            <tr key={run}>
              <td>
                <Link href={`/runs/${run}`} data-run={run}>
                  <strong>{workflow}</strong> <code>{shortRun(run)}</code>
                </Link>
                {parent !== null && (
                  <small>
                    part of <Link href={`/runs/${parent}`}>{shortRun(parent)}</Link>
                  </small>
                )}
              </td>
              <td>
                <Status status={status} />
              </td>
              <td>
                <Ago at={createdAt} />
              </td>
              <td>
                <Duration from={createdAt} to={endedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
