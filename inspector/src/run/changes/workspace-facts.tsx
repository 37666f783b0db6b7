import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, type Workspace } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { useAction } from "../../ui/action.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import styles from "./changes.module.css";

const PLACES: Readonly<Record<Workspace["kind"], string>> = {
  worktree: "Worktree",
  directory: "Folder",
  none: "The project's folder",
};

/** Where a run works: the folder, its branch, and from where it began. */
export function WorkspaceFacts({ workspace }: { readonly workspace: Workspace }) {
  const { kind, path, branch, base, target, isThere, status } = workspace;
  const [isAsked, setAsked] = useState(false);
  const isEnded = ["succeeded", "failed", "canceled"].includes(status);
  return (
    <div className={styles["facts"]} role="group" aria-label="Workspace">
      <dl>
        <Fact what={PLACES[kind]} value={path} note={isThere ? null : "(it is gone)"} />
        {branch !== null && <Fact what="Branch" value={branch} />}
        {base !== null && <Fact what="Began at" value={base.slice(0, 10)} />}
        {target !== null && <Fact what="Merges into" value={target} />}
      </dl>
      {kind === "worktree" && isThere && isEnded && (
        <Button small onClick={() => setAsked(true)}>
          Archive…
        </Button>
      )}
      {isAsked && <ArchiveDialog workspace={workspace} onClose={() => setAsked(false)} />}
    </div>
  );
}

function Fact({
  what,
  value,
  note = null,
}: {
  readonly what: string;
  readonly value: string;
  readonly note?: string | null;
}) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>
        <code>{value}</code> {note}
      </dd>
    </div>
  );
}

function ArchiveDialog({
  workspace: { run, branch },
  onClose,
}: {
  readonly workspace: Workspace;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const [kept, setKept] = useState<string | null>(null);
  const archive = useAction(() => client.archiveWorkspace({ run }), {
    onDone({ removed, checkpoint }) {
      void queries.invalidateQueries({ queryKey: keys.run(run) });
      setKept(
        removed
          ? `The worktree is removed. ${checkpoint === null ? "All of it was merged." : `What was not merged is kept as ${checkpoint}.`}`
          : "The worktree stays: it is locked, or holds repositories of its own.",
      );
    },
  });
  return (
    <Dialog title="Archive this worktree?" onClose={onClose}>
      {kept === null ? (
        <>
          <p>
            Its folder is removed. What is not merged is kept first, uncommitted files included; files that git ignores
            are not. The branch <code>{branch}</code> stays.
          </p>
          <Button kind="danger" disabled={archive.isPending} onClick={() => archive.mutate()}>
            Archive the worktree
          </Button>
        </>
      ) : (
        <p role="status">{kept}</p>
      )}
    </Dialog>
  );
}
