import { useMemo, useRef, useState } from "react";
import type { Diff } from "../../data/client.ts";
import type { Comments } from "./comments.ts";
import { DiffRows, type DiffRowsHandle } from "./diff-rows.tsx";
import { FileList } from "./file-list.tsx";
import { rowsOf, type ChangedFile, type Opened, type View } from "./rows.ts";
import { useContents, useHunks } from "./use-changes.ts";
import styles from "./changes.module.css";

interface DiffPaneProps {
  readonly run: string;
  readonly diff: Diff;
  readonly view: View;
  readonly comments: Comments;
}

/** A file with more changed lines is folded until it is asked for. */
const LONG = 500;

/** The list of files beside their lines. */
export function DiffPane({ run, diff, view, comments }: DiffPaneProps) {
  const rows = useRef<DiffRowsHandle>(null);
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [opened, setOpened] = useState<ReadonlyMap<string, Opened>>(new Map());
  const [loaded, setLoaded] = useState<readonly string[]>([]);
  const isFolded = useMemo(() => {
    const commented = new Set(comments.all.map(({ path }) => path));
    return ({ path, added, removed }: ChangedFile): boolean =>
      folds.get(path) ?? ((added ?? 0) + (removed ?? 0) > LONG && !commented.has(path));
  }, [folds, comments.all]);
  const { hunks, tooLong } = useHunks(run, diff, loaded);
  const wanted = useMemo(
    () => [...new Set([...opened.keys()].map((id) => id.slice(0, id.lastIndexOf("#"))))],
    [opened],
  );
  const contents = useContents(run, wanted, hunks);
  const all = useMemo(
    () =>
      rowsOf({
        files: diff.files,
        leftOut: diff.leftOut,
        tooLong,
        hunks,
        view,
        isFolded,
        contents,
        opened,
        comments: comments.all,
      }),
    [diff.files, diff.leftOut, tooLong, hunks, view, isFolded, contents, opened, comments.all],
  );
  const fold = (file: ChangedFile, isShut: boolean): void =>
    setFolds((before) => new Map(before).set(file.path, isShut));
  return (
    <div className={styles["split"]}>
      <FileList
        diff={diff}
        onChoose={(file) => {
          fold(file, false);
          rows.current?.show(file.path);
        }}
      />
      <DiffRows
        ref={rows}
        rows={all}
        view={view}
        comments={comments}
        unreadable={contents}
        canOpen={diff.source === "folder"}
        onFold={fold}
        onLoad={(path) => setLoaded((before) => [...before, path])}
        onOpen={(id, more) =>
          setOpened((before) => {
            const { top = 0, bottom = 0 } = before.get(id) ?? {};
            return new Map(before).set(id, { top: top + more.top, bottom: bottom + more.bottom });
          })
        }
      />
    </div>
  );
}
