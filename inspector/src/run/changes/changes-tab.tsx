import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, DroverApiError, type Diff, type Run, type Workspace } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Failure, Shown } from "../../ui/notes.tsx";
import type { RunTabProps } from "../tab.ts";
import { useComments, type Comments } from "./comments.ts";
import { DiffPane } from "./diff-pane.tsx";
import { FileBrowser } from "./file-browser.tsx";
import type { View } from "./rows.ts";
import { SendComments } from "./send-comments.tsx";
import { useDiff } from "./use-changes.ts";
import { WorkspaceFacts } from "./workspace-facts.tsx";
import styles from "./changes.module.css";

/** What a run has changed in its workspace, and the files that are there. */
export function ChangesTab({ run, at }: RunTabProps) {
  const workspace = useQuery({
    queryKey: keys.run(run.run, "workspace"),
    queryFn: ({ signal }) => client.getWorkspace({ run: run.run }, { signal }),
  });
  if (workspace.error instanceof DroverApiError && workspace.error.code === "workspace.missing")
    return (
      <Empty title="This run has no workspace.">
        <p>Its steps change no files of the project, or it has not opened one yet.</p>
      </Empty>
    );
  return (
    <Shown of={workspace} what="the workspace">
      {(found) => <Changes run={run} workspace={found} isPast={at !== null} />}
    </Shown>
  );
}

interface ChangesProps {
  readonly run: Run;
  readonly workspace: Workspace;
  readonly isPast: boolean;
}

const VIEW = "drover.diff.view";

function Changes({ run, workspace, isPast }: ChangesProps) {
  const [view, setView] = useState<View>(() => (localStorage.getItem(VIEW) === "side" ? "side" : "inline"));
  const [isBrowsing, setBrowsing] = useState(false);
  const comments = useComments(run.run);
  const choose = (chosen: View): void => {
    localStorage.setItem(VIEW, chosen);
    setView(chosen);
    setBrowsing(false);
  };
  const isShown = (one: View): boolean => !isBrowsing && view === one;
  return (
    <div className={styles["changes"]}>
      <WorkspaceFacts workspace={workspace} />
      <div className={styles["bar"]}>
        <div role="group" aria-label="View" className={styles["views"]}>
          <Button small aria-pressed={isShown("inline")} onClick={() => choose("inline")}>
            Inline
          </Button>
          <Button small aria-pressed={isShown("side")} onClick={() => choose("side")}>
            Side by side
          </Button>
          {workspace.isThere && (
            <Button small aria-pressed={isBrowsing} onClick={() => setBrowsing(true)}>
              All files
            </Button>
          )}
        </div>
        {workspace.kind !== "worktree" && (
          <span role="note">It has no worktree of its own: what others change here is shown as well.</span>
        )}
        {isPast && <span role="note">Files are kept as they are now only: this is not of the past.</span>}
        <SendComments run={run} comments={comments} />
      </div>
      {isBrowsing && workspace.isThere ? (
        <FileBrowser run={run.run} />
      ) : (
        <Diffs run={run} isThere={workspace.isThere} view={view} comments={comments} />
      )}
    </div>
  );
}

interface DiffsProps {
  readonly run: Run;
  readonly isThere: boolean;
  readonly view: View;
  readonly comments: Comments;
}

function Diffs({ run, isThere, view, comments }: DiffsProps) {
  const diff = useDiff(run, isThere);
  if (diff.error instanceof DroverApiError && diff.error.code === "workspace.missing")
    return (
      <Empty title="The folder is gone, and nothing of it was kept.">
        <p>It held nothing that was not merged when it was archived, or was removed by hand with its branch.</p>
      </Empty>
    );
  if (diff.error !== null && (diff.data === undefined || diff.error instanceof DroverApiError))
    return <Failure error={diff.error} again={() => void diff.refetch()} />;
  return (
    <Shown of={diff} what="the changes">
      {(found) => (
        <>
          {found.source !== "folder" && (
            <p role="note">{`The folder is gone. ${LEFT[found.source](found.ref ?? "")}`}</p>
          )}
          {found.files.length === 0 ? (
            <Empty title="Nothing has changed.">
              <p>
                Compared with <code>{found.base.slice(0, 10)}</code>, where the run began. Ignored files are not looked
                at.
              </p>
            </Empty>
          ) : (
            <DiffPane run={run.run} diff={found} view={view} comments={comments} />
          )}
        </>
      )}
    </Shown>
  );
}

/** What git still has when the folder is gone. */
const LEFT: Readonly<Record<Exclude<Diff["source"], "folder">, (ref: string) => string>> = {
  checkpoint: (ref) => `This is what it held when it was archived, kept as ${ref}.`,
  branch: (ref) => `This is what was committed on the branch ${ref}; what was not is gone with it.`,
  attempt: (ref) => `This is what an attempt left there, kept as ${ref}; what came later is not in it.`,
};
