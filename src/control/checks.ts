import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, statfsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { AgentProfile } from "../core/agent.ts";
import { DroverError } from "../core/errors.ts";
import { runOfGen } from "../core/ids.ts";
import { isFinal } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { count } from "../core/counts.ts";
import { programOnPath } from "../program-on-path.ts";
import { repositoryTop, workflowFiles, type Project } from "../project/project.ts";
import { fail, ok, warn, type Finding } from "./finding.ts";
import { wantedAgents } from "./wanted-agents.ts";

const run = promisify(execFile);

/** The store as it is now, for as long as a check looks at it. */
interface OpenedStore {
  readonly store: Pick<Store, "list" | "liveRuns" | "getSnapshot">;
  close(): Promise<void>;
}

export type OpenStore = (project: Project) => Promise<OpenedStore>;

type Check = (
  project: Project,
  open: OpenStore,
) => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>;

/** With the name of what it looks at. */
export type NamedCheck = readonly [string, Check];

async function openFiles(project: Project): Promise<OpenedStore> {
  const { openReading } = await import("../project/reading.ts");
  return openReading(project);
}

/**
 * Every check, in the order of the report. One that cannot be made is a failure of its own. `open`: for an engine, which has its store open
 * already; anybody else opens the files. `more`: checks that this folder cannot make.
 */
export async function runChecks(
  project: Project,
  open: OpenStore = openFiles,
  more: readonly NamedCheck[] = [],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [what, check] of [...CHECKS, ...more]) {
    try {
      findings.push(...[await check(project, open)].flat());
    } catch (error) {
      findings.push(failureOf(what, error));
    }
  }
  return findings;
}

function failureOf(what: string, error: unknown): Finding {
  const [first = "", ...rest] = (error instanceof Error ? error.message : String(error)).split("\n");
  return fail(what, first, rest.join("\n").trim() || "Mend that, then ask again.");
}

const LEAST_NODE = [20, 19] as const;

function nodeCheck(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return isEnough ? ok("node", version) : fail("node", version, `Drover needs Node ${LEAST_NODE.join(".")} or newer.`);
}

/** `git merge-tree --write-tree` came with it: merges without a checkout. */
const GOOD_GIT = [2, 38] as const;

async function gitCheck(): Promise<Finding> {
  if (programOnPath("git") === null) return fail("git", "not on PATH", "Install git, or put it on PATH.");
  const { stdout } = await run("git", ["--version"]);
  const text = stdout.trim().replace("git version ", "");
  const [major = 0, minor = 0] = text.split(".").map((part) => Number.parseInt(part, 10));
  const isGood = major > GOOD_GIT[0] || (major === GOOD_GIT[0] && minor >= GOOD_GIT[1]);
  return isGood
    ? ok("git", text)
    : warn("git", text, `Before git ${GOOD_GIT.join(".")} a merge takes a temporary worktree.`);
}

async function repositoryCheck({ root }: Project): Promise<Finding> {
  const top = repositoryTop(root);
  if (top === null)
    return warn(
      "repository",
      `${root} is in no git repository`,
      "Only workflows with `workspace: none` or a plain folder run here. `git init` changes that.",
    );
  if (await hasCommit(top)) return ok("repository", top);
  return warn("repository", `${top} has no commit`, "A branch has to start somewhere: make a first commit.");
}

/** Whether a branch can start where the repository stands. */
export const hasCommit = (top: string): Promise<boolean> =>
  run("git", ["rev-parse", "--verify", "--quiet", "HEAD"], { cwd: top }).then(
    () => true,
    () => false,
  );

const projectCheck = ({ drover }: Project): Finding =>
  existsSync(drover)
    ? ok("project", drover)
    : warn("project", "no .drover folder", "`drover init` makes one; the shipped workflows run without it.");

async function configurationCheck(project: Project): Promise<Finding> {
  const { openCatalog } = await import("../project/catalog.ts");
  const { config, profiles } = openCatalog(project);
  if (config.agent !== null) profiles.get(config.agent);
  return ok(
    "configuration",
    existsSync(project.config) ? path.relative(project.root, project.config) : "none; defaults hold",
  );
}

async function workflowsCheck(project: Project): Promise<Finding> {
  const { openCatalog } = await import("../project/catalog.ts");
  const catalog = openCatalog(project);
  const own = [...workflowFiles(project).values()]
    .flat()
    .filter((file) => file.startsWith(project.workflows + path.sep));
  const broken = own.filter((file) => !isValid(() => catalog.load(file, project.root)));
  if (broken.length === 0)
    return ok("workflows", `${own.length} in .drover/workflows, ${catalog.names().length} in all`);
  const names = broken.map((file) => path.relative(project.root, file)).join(", ");
  return fail(
    "workflows",
    `${count(broken.length, "file has", "files have")} mistakes: ${names}`,
    "`drover validate` shows each of them.",
  );
}

function isValid(load: () => unknown): boolean {
  try {
    load();
    return true;
  } catch (error) {
    if (error instanceof DroverError && error.code === "workflow.invalid") return false;
    throw error;
  }
}

async function agentsCheck(project: Project): Promise<readonly Finding[]> {
  const { openCatalog } = await import("../project/catalog.ts");
  const catalog = openCatalog(project);
  const wanted = wantedAgents(project, catalog);
  return catalog.profiles.list().map((profile) => agentCheck(profile, wanted.has(profile.name)));
}

function agentCheck({ name, executor, command, recording }: AgentProfile, isWanted: boolean): Finding {
  const what = `agent ${name}`;
  if (executor === "replay") {
    if (recording !== null && existsSync(recording)) return ok(what, "a recording");
    return fail(what, `no recording at ${recording ?? "?"}`, "Mend `recording` in its profile.");
  }
  const [program = ""] = command;
  const found = programOnPath(program);
  if (found !== null) return ok(what, found);
  if (!isWanted) return ok(what, `${program} is not on PATH; not needed until a step uses it`);
  return warn(what, `${program} is not on PATH`, "Steps that use it would fail; install it, or choose another agent.");
}

function stateCheck({ state }: Project): Finding {
  let folder = state;
  while (!existsSync(folder)) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return ok("state folder", folder === state ? state : `${state} (not made yet)`);
  } catch {
    return fail(
      "state folder",
      `${folder} cannot be written`,
      "Give yourself the right to write there, or move the project.",
    );
  }
}

const GIB = 2 ** 30;

function diskCheck({ root }: Project): Finding {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  const text = `${(free / GIB).toFixed(1)} GiB free`;
  if (free < GIB / 10) return fail("disk", text, "A full disk stops every run. Make room.");
  return free < GIB ? warn("disk", text, "Worktrees and logs may soon not fit any more.") : ok("disk", text);
}

async function engineCheck(project: Project): Promise<Finding> {
  const { engineOwner } = await import("../project/reading.ts");
  const owner = engineOwner(project);
  if (owner === null) return ok("engine", "none is running");
  return ok("engine", `process ${owner.pid} (${owner.command}) since ${owner.since}`);
}

async function storeCheck(project: Project, open: OpenStore): Promise<Finding> {
  const { engineOwner } = await import("../project/reading.ts");
  const reading = await open(project);
  try {
    const all = reading.store.list({ limit: Infinity });
    const going = all.filter(({ status }) => !isFinal(status)).length;
    const found = `${count(all.length, "run")}, ${going} not ended`;
    const live = [...reading.store.liveRuns()].length;
    if (live === 0 || engineOwner(project) !== null) return ok("store", found);
    return warn(
      "store",
      found,
      `${count(live, "run has", "runs have")} work to do and no engine is running: \`drover resume\` goes on.`,
    );
  } finally {
    await reading.close();
  }
}

async function mailboxCheck(project: Project): Promise<Finding> {
  const { engineOwner } = await import("../project/reading.ts");
  const folder = path.join(project.state, "mailbox");
  const letters = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".letter")).length : 0;
  if (letters === 0 || engineOwner(project) !== null)
    return ok("mailbox", letters === 0 ? "empty" : count(letters, "letter"));
  return warn("mailbox", `${count(letters, "letter")} that no engine has read`, "`drover resume` delivers them.");
}

/** Without an engine, marked processes are agents that were left at work, or what a run that is over has left behind. */
async function processesCheck(project: Project, open: OpenStore): Promise<Finding> {
  const { markedProcesses, engineOwner } = await import("../project/reading.ts");
  const marked = [...markedProcesses(project)];
  const pids = marked.flatMap(([, list]) => list).join(", ");
  if (marked.length === 0) return ok("processes", "none left over");
  if (engineOwner(project) !== null) return ok("processes", `${count(marked.length, "attempt")} at work (${pids})`);
  const reading = await open(project);
  try {
    // What a step has left behind (a server) lives as long as its run.
    const isOwned = marked.every(([gen]) => {
      const snapshot = reading.store.getSnapshot(runOfGen(gen));
      return snapshot !== null && !isFinal(snapshot.status);
    });
    const advice = isOwned
      ? "They belong to runs that are under way: `drover resume` adopts them."
      : "No run owns some of them: `drover resume` ends those and adopts the others.";
    return warn("processes", `${count(marked.length, "attempt")} alive without an engine (process ${pids})`, advice);
  } finally {
    await reading.close();
  }
}

const CHECKS: readonly NamedCheck[] = [
  ["node", () => nodeCheck(process.versions.node)],
  ["git", gitCheck],
  ["repository", repositoryCheck],
  ["project", projectCheck],
  ["configuration", configurationCheck],
  ["workflows", workflowsCheck],
  ["agents", agentsCheck],
  ["state folder", stateCheck],
  ["disk", diskCheck],
  ["engine", engineCheck],
  ["store", storeCheck],
  ["mailbox", mailboxCheck],
  ["processes", processesCheck],
];
