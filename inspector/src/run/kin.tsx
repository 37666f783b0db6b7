import { Link } from "wouter";
import type { Run } from "../data/client.ts";
import { shortRun } from "../ui/short-run.ts";
import { startedIn, useChildRuns } from "./child-runs.ts";
import styles from "./run-page.module.css";

const MOST = 20;

/** The runs that it came of, and those that came of it, each by the state that started it. */
export function Kin({ run }: { readonly run: Run }) {
  const { parent, forkedFrom = null } = run;
  const children = useChildRuns(run);
  return (
    <>
      {parent !== null && (
        <span>
          part of <Link href={`/runs/${parent}`}>{shortRun(parent)}</Link>
        </span>
      )}
      {forkedFrom !== null && (
        <span>
          forked from <Link href={`/runs/${forkedFrom.run}?at=${forkedFrom.seq}`}>{shortRun(forkedFrom.run)}</Link>{" "}
          after entry {forkedFrom.seq}
        </span>
      )}
      {children.length > 0 && (
        <span>
          child runs:{" "}
          {children.slice(0, MOST).map((child) => (
            <Link
              key={child.run}
              href={`/runs/${child.run}`}
              className={styles["child"]}
              title={`${child.workflow}, ${child.status}`}
            >
              {startedIn(child)} {shortRun(child.run)}
            </Link>
          ))}
          {children.length > MOST && `and ${children.length - MOST} more`}
        </span>
      )}
    </>
  );
}
