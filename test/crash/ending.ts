import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { RunId } from "../../src/core/ids.ts";
import type { JournalEntry } from "../../src/core/input.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { RunState } from "../../src/core/run.ts";
import type { Store } from "../../src/core/store.ts";
import type { Definition } from "../../src/definition/definition.ts";
import { compileProgram, type Program } from "../../src/machines/program.ts";
import { step } from "../../src/machines/step.ts";
import { openLmdbStore } from "../../src/store/lmdb.ts";
import { effects, git, markedProcesses, type CrashProject } from "./project.ts";

/** A run as the store has it after the engine's end. */
export interface StoredRun {
  readonly state: RunState;
  readonly journal: readonly JournalEntry[];
  readonly definition: Definition;
}

/** What a project has come to, without what differs from one undisturbed run to the next: ids, times, generations. */
export interface Ending {
  readonly runs: readonly unknown[];
  /** How often each step's effect began. */
  readonly begun: Readonly<Record<string, number>>;
  readonly repository: unknown;
}

/** The ending of a project in which nothing runs any more; fails where it contradicts itself. */
export async function endingOf(project: CrashProject): Promise<Ending & { readonly stored: readonly StoredRun[] }> {
  const stored = await storedRuns(project);
  for (const run of stored) expectFolds(run);
  for (const run of stored) expectDecidedOnce(run);
  const begun = effects(project);
  expect(begun.map(({ gen }) => gen).toSorted(), "no generation may start twice").toEqual([
    ...new Set(begun.map(({ gen }) => gen).toSorted()),
  ]);
  // Shells that have waited for work in vain end when they see that the engine has gone: they see it a moment later.
  await expect.poll(() => markedProcesses(project.root), { message: "nothing may be left behind" }).toEqual([]);
  return {
    stored,
    runs: stored.map(({ state }) => normalForm(project, state)).toSorted((a, b) => (a.order < b.order ? -1 : 1)),
    begun: countBy(begun.map((effect) => effect.step)),
    repository: repositoryOf(project),
  };
}

/** The slow step may be ended before it could say a word, in the undisturbed run too. */
const MAY_BE_SILENT = new Set(["slow"]);

/**
 * The same end as the undisturbed run: every snapshot and step record, the repository, and each effect begun as often, save
 * where an outcome said `interrupted` and a policy had it begun again.
 */
export function expectSameEnding(
  ending: Ending & { readonly stored: readonly StoredRun[] },
  undisturbed: Ending,
): void {
  expect(ending.runs).toEqual(undisturbed.runs);
  expect(ending.repository).toEqual(undisturbed.repository);
  const interrupted = countBy(interruptions(ending.stored));
  const names = new Set([...Object.keys(ending.begun), ...Object.keys(undisturbed.begun)]);
  const runsWith = (name: string): number =>
    ending.stored.filter(({ state }) => state.steps[name] !== undefined).length;
  for (const name of names) {
    const isSilent = MAY_BE_SILENT.has(name);
    const [count, wanted] = [ending.begun[name] ?? 0, isSilent ? runsWith(name) : (undisturbed.begun[name] ?? 0)];
    expect(count, `how often "${name}" began`).toBeLessThanOrEqual(wanted + (interrupted[name] ?? 0));
    if (!isSilent) expect(count, `how often "${name}" began`).toBeGreaterThanOrEqual(wanted);
  }
}

/** The last part of the activity's path, for each outcome that said `interrupted`. */
export const interruptions = (stored: readonly StoredRun[]): readonly string[] =>
  stored.flatMap(({ journal }) =>
    journal.flatMap(({ input }) =>
      input.type === "outcome" && input.outcome.status === "interrupted"
        ? [input.activity.split(".").at(-1) ?? ""]
        : [],
    ),
  );

async function storedRuns({ root }: CrashProject): Promise<readonly StoredRun[]> {
  const store = await openLmdbStore({ folder: path.join(root, ".drover", "state", "store"), readOnly: true });
  try {
    expect([...store.liveRuns()]).toEqual([]);
    expect(store.nextTimer()).toBeNull();
    return store.list({ limit: 1000 }).map(({ run }) => storedRun(store, run));
  } finally {
    await store.close();
  }
}

function storedRun(store: Store, run: RunId): StoredRun {
  const state = store.getState(run);
  if (state === null) throw new Error(`run ${run} is listed and not there`);
  const definition = store.getDefinition(state.snapshot.definition) as unknown as Definition;
  return { state, journal: [...store.journal(run)], definition };
}

const programs = new Map<string, Program>();

/** The journal, folded by the pure step, gives the stored snapshot and step records, also when each state went through JSON. */
function expectFolds({ state, journal, definition }: StoredRun): void {
  const key = state.snapshot.definition;
  const program = programs.get(key) ?? compileProgram(definition);
  programs.set(key, program);
  let [folded, restored]: (RunState | null)[] = [null, null];
  for (const { input, at } of journal) {
    folded = step(program, folded ?? null, input, at).state;
    restored = JSON.parse(JSON.stringify(step(program, restored ?? null, input, at).state)) as RunState;
  }
  expect(folded).toEqual(state);
  expect(restored).toEqual(state);
  expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, index) => index + 1));
}

/** Whatever an agent asked leave for has one answer, whoever gave it. */
function expectDecidedOnce({ journal }: StoredRun): void {
  const events = journal.flatMap((entry) => entry.events ?? []);
  const asksOf = (type: "ask.opened" | "ask.decided") =>
    events.flatMap((event) => (event.type === type ? [`${event.gen} ${event.ask}`] : [])).toSorted();
  expect(asksOf("ask.decided")).toEqual(asksOf("ask.opened"));
  expect(new Set(asksOf("ask.opened")).size).toBe(asksOf("ask.opened").length);
}

/** `found`: a merge that was made before a crash says so. */
const DIFFERENT = new Set(["gen", "seq", "startedAt", "endedAt", "createdAt", "definition", "found"]);

function normalForm({ root }: CrashProject, state: RunState): { readonly order: string; readonly state: unknown } {
  const text = JSON.stringify(state, (key, value: unknown) => (DIFFERENT.has(key) ? undefined : value))
    .replaceAll(path.dirname(root), "<folder>")
    .replaceAll(/\b[0-9a-f]{40}\b/g, "<commit>")
    .replaceAll(/"\d\w{19}"/g, '"<run>"')
    .replaceAll(/worktrees\/\w{20}/g, "worktrees/<run>");
  return { order: `${state.snapshot.workflow} ${text}`, state: JSON.parse(text) as JsonObject };
}

/** What git shows: effects by their trailer, branches, worktrees, the files and that the user's checkout is clean. */
function repositoryOf({ root, isRepository }: CrashProject): unknown {
  if (!isRepository) return null;
  return {
    ...commitsOf(root),
    // Generations differ with every restart.
    refs: git(root, "for-each-ref", "--format=%(refname)")
      .replaceAll(/\.\d+\.\d+\.(?=begin|end)/g, ".")
      .split("\n"),
    worktrees: git(root, "worktree", "list", "--porcelain").split("\n\n").length,
    status: git(root, "status", "--porcelain", "--untracked-files=all"),
    // Nothing else differs from the last commit.
    files: readdirSync(root)
      .filter((file) => file.endsWith(".txt"))
      .map((file) => [file, readFileSync(path.join(root, file), "utf8")]),
  };
}

/**
 * Of each commit how many parents it has, its subject, and how many effects it is the receipt of; and what sort of commit each branch stands
 * on: of several runs at once any may be the last.
 */
function commitsOf(root: string): { readonly commits: readonly string[]; readonly branches: readonly string[] } {
  const format = "--format=%P%x09%D%x09%s%x09%(trailers:key=Drover-Effect,valueonly,separator=%x20)";
  const lines = git(root, "log", "--all", "--decorate-refs=refs/heads/", format).split("\n");
  const count = (words: string): number => words.split(" ").filter(Boolean).length;
  const all = lines.map((line) => {
    const [parents = "", branch = "", subject = "", receipts = ""] = line.split("\t");
    return { branch, parents: count(parents), subject, receipts: count(receipts) };
  });
  return {
    commits: all.map((one) => `${one.parents} ${one.subject} ${one.receipts}`).toSorted(),
    branches: all
      .filter(({ branch }) => branch !== "")
      .map(({ branch, parents }) => `${branch} ${parents}`)
      .toSorted(),
  };
}

const countBy = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
