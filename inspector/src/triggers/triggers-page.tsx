import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { client, type Operations } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Empty, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { shortRun } from "../ui/short-run.ts";
import { Ago, Until } from "../ui/time.tsx";
import { Diagnostics } from "../workflows/diagnostics.tsx";
import { LettersDialog } from "./letters-dialog.tsx";
import styles from "./triggers.module.css";

/** A time that comes, a file that is dropped and refused: no event tells those. */
const LOOKS_AGAIN_MS = 3_000;

type Trigger = Operations["listTriggers"]["result"]["items"][number];

/** What starts runs without a person, and what became of it. */
export function TriggersPage() {
  const triggers = useQuery({
    queryKey: keys.triggers(),
    queryFn: () => client.listTriggers(),
    refetchInterval: LOOKS_AGAIN_MS,
  });
  const [opened, setOpened] = useState<string | null>(null);
  const reload = useAction(() => client.reloadTriggers(), {
    done: "The triggers' files were read again.",
    onDone: () => void triggers.refetch(),
  });
  return (
    <Page
      title="Triggers"
      actions={
        <Button disabled={reload.isPending} onClick={() => reload.mutate()}>
          Read the files again
        </Button>
      }
    >
      <Shown of={triggers} what="the triggers">
        {({ items }) =>
          items.length === 0 ? (
            <NoTriggers />
          ) : (
            <ul className={styles["triggers"]}>
              {items.map((trigger) => (
                <TriggerView key={trigger.name} trigger={trigger} onLetters={() => setOpened(trigger.name)} />
              ))}
            </ul>
          )
        }
      </Shown>
      {opened !== null && (
        <LettersDialog trigger={opened} onClose={() => setOpened(null)} onReplayed={() => void triggers.refetch()} />
      )}
    </Page>
  );
}

const NoTriggers = () => (
  <Empty title="Nothing starts runs by itself yet.">
    <p>
      A workflow with <code>triggers:</code> starts by a dropped file, a time, a call over HTTP, or the end of another
      run; <code>.drover/triggers.yaml</code> holds further ones.
    </p>
  </Empty>
);

const KINDS: Readonly<Record<string, string>> = {
  inbox: "when a file is dropped",
  schedule: "by the clock",
  webhook: "by a call over HTTP",
  after: "when another run has ended",
};

function TriggerView({ trigger, onLetters }: { readonly trigger: Trigger; readonly onLetters: () => void }) {
  const { name, kind, workflow, file, line, column, state, problem, diagnostics } = trigger;
  return (
    <li className={styles["trigger"]} data-trigger={name}>
      <div className={styles["head"]}>
        <h2>{name}</h2>
        <span data-state={state} className={`${styles["state"]} ${styles[state]}`}>
          {state}
        </span>
      </div>
      <p>
        Starts <strong>{workflow ?? "nothing"}</strong>{" "}
        {kind === null ? "by nothing that is known" : (KINDS[kind] ?? kind)}.{" "}
        <code>
          {file}:{line}:{column}
        </code>
      </p>
      {problem != null && <p className={styles["mistake"]}>{problem}</p>}
      <Diagnostics diagnostics={diagnostics} />
      <Counts trigger={trigger} onLetters={onLetters} />
    </li>
  );
}

function Counts({
  trigger: { name, counts, lastRun, nextDue },
  onLetters,
}: {
  readonly trigger: Trigger;
  readonly onLetters: () => void;
}) {
  const { started = 0, rejected = 0, skipped = 0 } = counts;
  return (
    <div className={styles["counts"]}>
      <span>
        {started} started, {rejected} rejected, {skipped} skipped
      </span>
      {lastRun != null && lastRun.run !== undefined && lastRun.at !== undefined && (
        <span>
          last <Link href={`/runs/${lastRun.run}`}>{shortRun(lastRun.run)}</Link> <Ago at={lastRun.at} />
        </span>
      )}
      {nextDue != null && (
        <span>
          next <Until at={nextDue} />
        </span>
      )}
      <Button small onClick={onLetters} aria-label={`Dead letters of ${name}`}>
        Dead letters
      </Button>
    </div>
  );
}
