import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import { client } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { visible } from "../../diff/lines.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Shown } from "../../ui/notes.tsx";
import styles from "./changes.module.css";

/** The files of a workspace: a folder at a time, and one file's text. */
export function FileBrowser({ run }: { readonly run: string }) {
  const [folder, setFolder] = useState("");
  const [file, setFile] = useState<string | null>(null);
  const entries = useQuery({
    queryKey: keys.files(run, "folder", folder),
    queryFn: () => client.listFiles({ run, ...(folder !== "" && { path: folder }) }),
    staleTime: 0,
  });
  const within = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
  return (
    <div className={styles["split"]}>
      <nav className={styles["files"]} aria-label="Files of the workspace">
        <p className={styles["sum"]}>
          <code>{folder === "" ? "/" : `/${visible(folder)}`}</code>
        </p>
        <Shown of={entries} what="the folder">
          {({ items }) => (
            <ul className={styles["entries"]}>
              {folder !== "" && (
                <li>
                  <button type="button" onClick={() => setFolder(folder.split("/").slice(0, -1).join("/"))}>
                    ↰ up
                  </button>
                </li>
              )}
              {items.map(({ name, kind }) => (
                <li key={name}>
                  <button
                    type="button"
                    disabled={kind === "other"}
                    onClick={() => (kind === "folder" ? setFolder(within(name)) : setFile(within(name)))}
                  >
                    {visible(name)}
                    {kind === "folder" && "/"}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </nav>
      {file === null ? <Empty title="Choose a file." /> : <FileText key={file} run={run} path={file} />}
    </div>
  );
}

const ROW = 19;

function FileText({ run, path }: { readonly run: string; readonly path: string }) {
  const found = useQuery({
    queryKey: keys.files(run, "text", path),
    queryFn: () => client.readFile({ run, path }),
    staleTime: 0,
  });
  return (
    <section className={styles["text"]} aria-label={path}>
      <p className={styles["sum"]}>
        <code>{visible(path)}</code>
        <Button small kind="quiet" onClick={() => void found.refetch()}>
          Read again
        </Button>
      </p>
      <Shown of={found} what="the file">
        {({ encoding, content, size, isCut }) =>
          encoding === "utf8" ? (
            <>
              {isCut && <p>Only its first MiB of {size} bytes is shown.</p>}
              <Lines lines={content.split("\n")} label={path} />
            </>
          ) : (
            <Empty title={`This is no text (${size} bytes).`} />
          )
        }
      </Shown>
    </section>
  );
}

function Lines({ lines, label }: { readonly lines: readonly string[]; readonly label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  return (
    <div ref={frame} className={styles["lines"]} tabIndex={0} role="group" aria-label={`Text of ${label}`}>
      <div style={{ height: rows.getTotalSize(), position: "relative" }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <pre key={index} style={{ transform: `translateY(${start}px)`, height: ROW }}>
            <span className={styles["number"]}>{index + 1}</span>
            {visible((lines[index] ?? "").slice(0, 5_000))}
          </pre>
        ))}
      </div>
    </div>
  );
}
