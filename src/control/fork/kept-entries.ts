import type { App } from "../../app.ts";
import type { RunId } from "../../core/ids.ts";
import type { JournalEntry } from "../../core/input.ts";
import type { WorkspaceRecord } from "../../core/run.ts";
import type { Store } from "../../core/store.ts";
import type { KeptFiles } from "../../core/workspace.ts";
import { familyOf } from "../archive/export-run.ts";

/** Files that were kept, and the entry of the run in whose state they were such. */
export interface KeptEntry extends Pick<KeptFiles, "head" | "commit"> {
  readonly seq: number;
}

/** What was kept of a run's files up to an entry, the newest first; its parents and children that work in the same folder have kept some, too. */
export async function keptUpTo(
  { store, workspaces }: Pick<App, "store" | "workspaces">,
  { run, seq, workspace }: { readonly run: RunId; readonly seq: number; readonly workspace: WorkspaceRecord },
): Promise<readonly KeptEntry[]> {
  const own = [...store.journal(run)];
  const found: (KeptEntry & { readonly at: number })[] = [];
  for (const one of runsIn(store, run, workspace)) {
    const entries = new Map([...store.journal(one)].map((entry) => [entry.seq, entry]));
    for (const { name, head, commit } of await workspaces.kept(one, workspace)) {
      const entry = entries.get(entryOf(name, entries.values()) ?? 0);
      const there = one === run ? entry : own.findLast(({ at }) => at <= (entry?.at ?? 0));
      if (entry !== undefined && there !== undefined && there.seq <= seq)
        found.push({ head, commit, seq: there.seq, at: entry.at });
    }
  }
  return found.toSorted((a, b) => b.seq - a.seq || b.at - a.at);
}

function runsIn(store: Store, run: RunId, workspace: WorkspaceRecord): readonly RunId[] {
  const isIn = (one: RunId): boolean => store.getSnapshot(one)?.workspace?.path === workspace.path;
  let top = run;
  for (let above = parentOf(store, top); above !== null && isIn(above); above = parentOf(store, top)) top = above;
  return familyOf(store, top).filter((one) => one === run || isIn(one));
}

const parentOf = (store: Store, run: RunId): RunId | null => store.getSnapshot(run)?.parent?.run ?? null;

/** Begun in the entry that its generation names, ended in the one that has taken its outcome; `undefined` where that never came. */
function entryOf(name: string, entries: Iterable<JournalEntry>): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  if (name === "start") return [...entries].find(({ input }) => input.type === "outcome")?.seq;
  const [, gen, seq, moment] = /^(\w+\.(\d+)\.\d+)\.(begin|end)$/.exec(name) ?? [];
  if (moment === "begin") return Number(seq);
  return [...entries].find(({ input }) => (input.type === "outcome" || input.type === "stopped") && input.gen === gen)
    ?.seq;
}
