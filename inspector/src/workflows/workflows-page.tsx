import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type KeyboardEvent } from "react";
import { Link } from "wouter";
import { client, type WorkflowSummary } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { visible } from "../diff/lines.ts";
import { Empty, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { pathTo } from "./paths.ts";
import styles from "./workflows.module.css";

/** Files change without an event. */
const OFTEN_MS = 5_000;

/** All workflows of the project, and those that ship with Drover. */
export function WorkflowsPage() {
  const [words, setWords] = useState("");
  const workflows = useQuery({
    queryKey: keys.workflows(),
    queryFn: () => client.listWorkflows(),
    staleTime: 0,
    refetchInterval: OFTEN_MS,
  });
  return (
    <Page title="Workflows" actions={<Link href="/workflows/new">New workflow</Link>}>
      <input
        type="search"
        className={styles["search"]}
        aria-label="Search workflows"
        placeholder="Search name, description"
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      <Shown of={workflows} what="the workflows">
        {({ items }) => <List all={items} words={words.trim().toLowerCase()} />}
      </Shown>
    </Page>
  );
}

function List({ all, words }: { readonly all: readonly WorkflowSummary[]; readonly words: string }) {
  const list = useRef<HTMLUListElement>(null);
  const shown = all.filter(({ name, description }) => `${name} ${description ?? ""}`.toLowerCase().includes(words));
  if (shown.length === 0) return <Empty title="No workflow fits.">Search for other words.</Empty>;
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a[data-workflow]") ?? [])];
    links[links.indexOf(document.activeElement as HTMLElement) + by]?.focus();
  };
  return (
    <ul ref={list} className={styles["list"]} onKeyDown={onKeyDown}>
      {shown.map((one) => (
        <Row key={one.file} workflow={one} path={pathTo(one, all)} />
      ))}
    </ul>
  );
}

function Row({ workflow, path }: { readonly workflow: WorkflowSummary; readonly path: string }) {
  const { name, file, isShipped, description, errors, warnings } = workflow;
  return (
    <li className={styles["row"]}>
      <div className={styles["name"]}>
        <Link href={path} data-workflow={name}>
          <strong>{name}</strong>
        </Link>
        {isShipped && <small>ships with Drover</small>}
        <Mistakes errors={errors} warnings={warnings} />
      </div>
      {description !== null && <p>{visible(description)}</p>}
      <code>{isShipped ? `${name}.yaml` : file}</code>
    </li>
  );
}

/** How many there are, in their colours; nothing for none. */
export function Mistakes({ errors, warnings }: { readonly errors: number; readonly warnings: number }) {
  return (
    <>
      {errors > 0 && <span className={styles["errors"]}>{errors === 1 ? "1 mistake" : `${errors} mistakes`}</span>}
      {warnings > 0 && (
        <span className={styles["warnings"]}>{warnings === 1 ? "1 warning" : `${warnings} warnings`}</span>
      )}
    </>
  );
}
