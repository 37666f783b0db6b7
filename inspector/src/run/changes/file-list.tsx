import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import type { Diff } from "../../data/client.ts";
import { visible } from "../../diff/lines.ts";
import { LineCounts } from "../../diff/small-diff.tsx";
import type { ChangedFile } from "./rows.ts";
import styles from "./changes.module.css";

interface FileListProps {
  readonly diff: Diff;
  readonly onChoose: (file: ChangedFile) => void;
}

const ROW = 26;
const LETTERS: Readonly<Record<ChangedFile["status"], string>> = {
  added: "A",
  modified: "M",
  deleted: "D",
  type_changed: "T",
};

/** All files that have changed; those whose path holds the words of the filter. */
export function FileList({ diff: { files }, onChoose }: FileListProps) {
  const [filter, setFilter] = useState("");
  const frame = useRef<HTMLDivElement>(null);
  const shown = files.filter(({ path }) => path.toLowerCase().includes(filter.trim().toLowerCase()));
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const sum = (side: "added" | "removed"): number => files.reduce((all, file) => all + (file[side] ?? 0), 0);
  return (
    <nav className={styles["files"]} aria-label="Changed files">
      <p className={styles["sum"]}>
        {files.length === 1 ? "1 file" : `${files.length} files`}{" "}
        <LineCounts added={sum("added")} removed={sum("removed")} />
      </p>
      <input
        type="search"
        aria-label="Filter files"
        placeholder="Filter files"
        value={filter}
        onChange={({ target }) => setFilter(target.value)}
      />
      <div ref={frame} className={styles["list"]}>
        <ul style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const file = shown[index];
            return file === undefined ? null : (
              <li key={file.path} style={{ transform: `translateY(${start}px)`, height: ROW }}>
                <button type="button" title={file.path} onClick={() => onChoose(file)}>
                  <span className={styles["letter"]} data-status={file.status} title={file.status.replace("_", " ")}>
                    {LETTERS[file.status]}
                  </span>
                  <span className={styles["path"]}>
                    <bdi>{visible(file.path)}</bdi>
                  </span>
                  <LineCounts added={file.added} removed={file.removed} />
                </button>
              </li>
            );
          })}
        </ul>
        {shown.length === 0 && <p>No file fits.</p>}
      </div>
    </nav>
  );
}
