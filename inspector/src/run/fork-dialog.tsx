import { useState } from "react";
import { useLocation } from "wouter";
import { client, type Run } from "../data/client.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { newKey } from "../ui/request-key.ts";
import styles from "./fork-dialog.module.css";

type Files = "entry" | "now" | "base";

const FILES: readonly (readonly [Files, string])[] = [
  ["entry", "as they were at that entry, where they were kept"],
  ["now", "as the run has them now"],
  ["base", "of the commit that its branch started from"],
];

interface ForkDialogProps {
  readonly run: Run;
  /** The entry that it goes another way after; `null`: the last one that can be forked, or where `step` began. */
  readonly at: number | null;
  readonly step?: string;
  readonly onClose: () => void;
}

/** Starts a new run in the state that this one had; this one stays as it is. */
export function ForkDialog({ run, at, step, onClose }: ForkDialogProps) {
  const [, go] = useLocation();
  const [files, setFiles] = useState<Files>("entry");
  // A second click starts no second run; with other files it is another request, which needs a key of its own.
  const [requestKeys] = useState(() => Object.fromEntries(FILES.map(([one]) => [one, newKey()])));
  const isWorktree = run.workspace?.["kind"] === "worktree";
  const fork = useAction(
    () =>
      client.forkRun({
        run: run.run,
        "idempotency-key": requestKeys[files] ?? "",
        body: {
          ...(step !== undefined ? { step } : at !== null && { seq: at }),
          ...(isWorktree && { files }),
        },
      }),
    { done: "Forked: this is the new run.", onDone: (started) => go(`/runs/${started.run}`) },
  );
  return (
    <Dialog title={titleOf(at, step)} onClose={onClose}>
      <p>
        A new run goes on from there, and this one stays as it is. What was at work then is begun anew, and what was
        waited for is waited for anew.
      </p>
      {isWorktree ? (
        <fieldset className={styles["files"]}>
          <legend>It begins with the files</legend>
          {FILES.map(([one, title]) => (
            <label key={one}>
              <input type="radio" name="files" checked={files === one} onChange={() => setFiles(one)} /> {title}
            </label>
          ))}
        </fieldset>
      ) : (
        <p>It works in the same folder, with the files that are there now.</p>
      )}
      <Button kind="main" disabled={fork.isPending} onClick={() => fork.mutate()}>
        Fork the run
      </Button>
    </Dialog>
  );
}

function titleOf(at: number | null, step: string | undefined): string {
  if (step !== undefined) return `Fork where ${step} began?`;
  return at === null ? "Fork this run?" : `Fork after entry ${at}?`;
}
