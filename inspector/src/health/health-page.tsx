import { useQuery } from "@tanstack/react-query";
import { client, type Operations } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { Ago } from "../ui/time.tsx";
import { QueueView } from "./queue-view.tsx";
import styles from "./health.module.css";

/** No event tells that a program was installed, or that a disk is full. */
const LOOKS_AGAIN_MS = 30_000;

type Health = Operations["getHealth"]["result"];

/** How the daemon and what it needs are, and what it works at. */
export function HealthPage() {
  const health = useQuery({
    queryKey: keys.health(),
    queryFn: () => client.getHealth(),
    refetchInterval: LOOKS_AGAIN_MS,
  });
  const again = useAction(() => health.refetch());
  return (
    <Page
      title="Health"
      actions={
        <Button disabled={health.isFetching} onClick={() => again.mutate()}>
          Look again
        </Button>
      }
    >
      <Shown of={health} what="how everything is">
        {(found) => <Components health={found} />}
      </Shown>
      <QueueView />
      <Daemon />
    </Page>
  );
}

const LEVELS = {
  ok: ["✓", "well"],
  warn: ["!", "look at this"],
  fail: ["✗", "does not work"],
} as const;

const SUMMARIES: Readonly<Record<Health["status"], string>> = {
  ok: "Everything is well.",
  warn: "Everything works, but look at what is marked.",
  fail: "Something does not work: see what is marked.",
};

type Component = Health["components"][number];

const worstFirst = (a: Component, b: Component): number => Number(b.level === "fail") - Number(a.level === "fail");

function Components({ health: { status, components } }: { readonly health: Health }) {
  return (
    <section aria-labelledby="components">
      <h2 id="components" className={styles["title"]}>
        {SUMMARIES[status]}
      </h2>
      <ComponentList components={components.filter(({ level }) => level !== "ok").toSorted(worstFirst)} />
      <details>
        <summary>{components.filter(({ level }) => level === "ok").length} components are well</summary>
        <ComponentList components={components.filter(({ level }) => level === "ok")} />
      </details>
    </section>
  );
}

function ComponentList({ components }: Pick<Health, "components">) {
  if (components.length === 0) return null;
  return (
    <ul className={styles["components"]}>
      {components.map(({ level, what, found, advice }) => (
        <li key={what} data-level={level} className={styles[level]}>
          <span className={styles["level"]}>
            <span aria-hidden="true">{LEVELS[level][0]}</span>
            <span className={styles["hidden"]}>{LEVELS[level][1]}</span>
          </span>
          <strong>{what}</strong>
          <span className={styles["found"]}>
            {found}
            {advice !== null && <em>{advice}</em>}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Daemon() {
  const status = useQuery({ queryKey: [...keys.health(), "daemon"], queryFn: () => client.getStatus() });
  const version = useQuery({ queryKey: ["version"], queryFn: () => client.getVersion() });
  const config = useQuery({ queryKey: [...keys.health(), "config"], queryFn: () => client.getConfig() });
  return (
    <section aria-labelledby="daemon">
      <h2 id="daemon" className={styles["title"]}>
        Daemon
      </h2>
      <Shown of={status} what="the daemon">
        {({ pid, startedAt, url, project }) => (
          <dl className={styles["facts"]}>
            <Fact name="Version" value={version.data?.drover} />
            <Fact name="Runs on" value={version.data && `Node ${version.data.node}, ${version.data.platform}`} />
            <div>
              <dt>Started</dt>
              <dd>
                <Ago at={startedAt} />, process {pid}
              </dd>
            </div>
            <Fact name="Project" value={project} />
            <Fact name="Address" value={url ?? "its socket only"} />
            <Fact name="Agent where a step names none" value={config.data && (config.data.agent ?? "none")} />
            <Fact name="Variables that pass to steps" value={config.data && listed(config.data.inherit)} />
            <Fact
              name="Worktrees begin at"
              value={config.data && (config.data.workspace.base ?? "what is checked out")}
            />
            <Fact name="Files copied into worktrees" value={config.data && listed(config.data.workspace.copy)} />
          </dl>
        )}
      </Shown>
    </section>
  );
}

const listed = (all: readonly string[]): string => (all.length === 0 ? "none" : all.join(", "));

function Fact({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? "…"}</dd>
    </div>
  );
}
