import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { serveHere } from "../daemon/served.ts";
import { drover, eventually, git, json, newestRun, project, type ShownRun } from "./drover.ts";

const SECRET = "correct horse";
const PARENT = "workspace: none\nsteps:\n  - { id: child, workflow: child }\n  - { id: after, run: echo after }\n";
const CHILD = `workspace: none\nsteps:\n  - { id: say, run: 'echo "said $PASSWORD"', env: { PASSWORD: "\${{ secrets.PASSWORD }}" } }\n`;
const WORK = "steps:\n  - { id: work, run: echo work > work.txt }\n";
const SAY = "workspace: none\nsteps:\n  - { id: say, run: echo hello }\n";

const env = { DROVER_SECRET_PASSWORD: SECRET };

/** A project in which a run with a child has ended. */
async function withRun(): Promise<{ readonly folder: string; readonly run: string }> {
  const folder = project({ parent: PARENT, child: CHILD, say: SAY, work: WORK });
  expect((await drover(folder, ["run", "parent"], { env })).code).toBe(0);
  const listed = await json<(ShownRun & { parent: string | null })[]>(folder, ["runs"]);
  return { folder, run: listed.find(({ parent }) => parent === null)?.run ?? "" };
}

const shown = async (folder: string, run: string): Promise<readonly string[]> => [
  (await drover(folder, ["show", run, "--json"])).stdout,
  (await drover(folder, ["show", run, "--journal"])).stdout,
  (await drover(folder, ["logs", run])).stdout,
];

interface Line {
  readonly [key: string]: unknown;
}

const unpacked = (file: string): Line[] =>
  gunzipSync(readFileSync(file))
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

/** Another file, with a sum that fits. */
function packed(file: string, lines: readonly Line[]): string {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const end = { type: "end", lines: lines.length, sha256: createHash("sha256").update(text).digest("hex") };
  writeFileSync(file, gzipSync(`${text}${JSON.stringify(end)}\n`));
  return file;
}

describe("drover export and import", () => {
  it("bring a run with its children to another project, where it is shown as it was, without its folder", async () => {
    const { folder, run } = await withRun();
    const children = await json<ShownRun[]>(folder, ["runs", "--all"]);
    const child = children.find((one) => one.run !== run)?.run ?? "";
    const exported = await drover(folder, ["export", run, "--json"], { env });
    const { file } = JSON.parse(exported.stdout) as { file: string };
    expect(gunzipSync(readFileSync(file)).includes(SECRET)).toBe(false);
    const other = project({});
    expect(await json(other, ["import", file])).toEqual({ run });
    const [show = "", journal, logs] = await shown(other, run);
    const [before = "", journalBefore, logsBefore] = await shown(folder, run);
    expect(JSON.parse(show)).toEqual({ ...(JSON.parse(before) as object), workspace: null });
    expect([journal, logs]).toEqual([journalBefore, logsBefore]);
    expect((await drover(other, ["logs", child])).stdout).toContain(`said ${"*".repeat(SECRET.length)}\n`);
    expect((await drover(other, ["resume"])).code).toBe(0);
    expect((await json(other, ["show", run])).status).toBe("succeeded");
  });

  it("refuse a run that is there, a file that is damaged, made up or newer, and leave nothing behind", async () => {
    const { folder, run } = await withRun();
    const file = path.join(folder, "a.gz");
    await drover(folder, ["export", run, file]);
    const refused = async (name: string, where = project({})): Promise<string> => {
      const { code, stderr } = await drover(where, ["import", name]);
      expect([code, (await json<object[]>(where, ["runs"])).length]).toEqual([2, where === folder ? 1 : 0]);
      return stderr;
    };
    expect(await refused(file, folder)).toContain("there is a run of that id already");
    const whole = readFileSync(file);
    const broken = path.join(folder, "broken.gz");
    for (const bytes of [whole.subarray(0, whole.length / 2), Buffer.from("hello"), Buffer.alloc(0)]) {
      writeFileSync(broken, bytes);
      expect(await refused(broken)).toMatch(/damaged|not whole|no export/);
    }
    const lines = unpacked(file).slice(0, -1);
    const changed = (change: (line: Line) => Line): string => packed(broken, lines.map(change));
    const of = (type: string, changes: Line) => (line: Line) =>
      line["type"] === type ? { ...line, ...changes } : line;
    expect(await refused(changed(of("drover.run", { v: 2 })))).toContain("Update Drover");
    expect(await refused(changed(of("file", { name: "../../../x" })))).toContain("belongs to none");
    expect(await refused(changed(of("definition", { definition: { name: "other" } })))).toContain("definition");
    const alive = (line: Line): Line =>
      line["type"] === "run" ? { ...line, snapshot: { ...(line["snapshot"] as Line), status: "running" } } : line;
    expect(await refused(changed(alive))).toContain("has not ended");
    expect(
      await refused(
        packed(
          broken,
          lines.filter(({ type }) => type !== "entry"),
        ),
      ),
    ).toContain("gap");
    expect(await refused(path.join(folder, "nothing.gz"))).toContain("there is none");
  });

  it("work on a daemon too, which tells nobody again what was told long ago", async () => {
    const { folder, run } = await withRun();
    const { file } = await json<{ file: string }>(folder, ["export", run]);
    const other = project({});
    const served = await serveHere(other);
    const { cursor } = (await (await served.ask("/status")).json()) as { cursor: string };
    expect(await json(other, ["import", file])).toEqual({ run });
    const events = await served.ask(`/events?after=${cursor}`);
    const reader = events.body?.getReader();
    await served.end();
    let heard = "";
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read())
      heard += Buffer.from(piece.value).toString();
    expect(heard).not.toContain("run.ended");
    expect((await json(other, ["show", run])).status).toBe("succeeded");
  });
});

describe("drover delete", () => {
  it("forgets an ended run with its children and logs; a child goes only with its parent", async () => {
    const { folder, run } = await withRun();
    const all = await json<ShownRun[]>(folder, ["runs", "--all"]);
    const child = all.find((one) => one.run !== run)?.run ?? "";
    expect((await drover(folder, ["delete", child])).stderr).toContain("goes with it");
    expect(readdirSync(path.join(folder, ".drover/state/attempts")).filter((name) => name.startsWith(run))).not.toEqual(
      [],
    );
    expect(await json<string[]>(folder, ["delete", run])).toEqual([run, child]);
    expect(await json(folder, ["runs", "--all"])).toEqual([]);
    const left = readdirSync(path.join(folder, ".drover/state/attempts"));
    expect(left.filter((name) => name.startsWith(run) || name.startsWith(child))).toEqual([]);
    expect((await drover(folder, ["show", run])).code).toBe(2);
  });

  it("keeps a run that has not ended, and one whose worktree holds work", async () => {
    const folder = project({ asks: "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n", work: WORK });
    await drover(folder, ["run", "asks", "--no-wait"]);
    expect((await drover(folder, ["delete", await newestRun(folder)])).stderr).toContain("has not ended");
    await drover(folder, ["run", "work"]);
    const run = await newestRun(folder);
    const { workspace } = await json<ShownRun & { workspace: { path: string; branch: string } }>(folder, ["show", run]);
    expect((await drover(folder, ["delete", run])).stderr).toContain("not committed or not merged");
    git(workspace.path, "add", ".");
    git(workspace.path, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-qm", "Work");
    expect((await drover(folder, ["delete", run])).stderr).toContain("not committed or not merged");
    expect(existsSync(path.join(workspace.path, "work.txt"))).toBe(true);
    git(folder, "merge", "-q", workspace.branch);
    expect(await json<string[]>(folder, ["delete", run])).toEqual([run]);
    expect(existsSync(workspace.path)).toBe(false);
  });
});

describe("drover prune", () => {
  it("forgets the oldest, exported before, and keeps as many as it is told", async () => {
    const folder = project({ say: SAY });
    for (let i = 0; i < 3; i++) await drover(folder, ["run", "say"]);
    const runs = (await json<ShownRun[]>(folder, ["runs"])).map(({ run }) => run);
    const dry = await json<object[]>(folder, ["prune", "--older", "0s", "--keep", "1", "--dry-run"]);
    expect(dry).toEqual(runs.slice(1).map((run) => ({ run, kept: null })));
    expect(await json(folder, ["prune", "--older", "1d"])).toEqual([]);
    const { stdout } = await drover(folder, ["prune", "--older", "0s", "--keep", "1", "--archive", "old"]);
    expect(stdout).toContain("2 runs gone");
    expect((await json<ShownRun[]>(folder, ["runs"])).map(({ run }) => run)).toEqual(runs.slice(0, 1));
    const [oldest = ""] = runs.slice(-1);
    expect(await json(folder, ["import", path.join("old", `${oldest}.drover.gz`)])).toEqual({ run: oldest });
  });

  it("is done by the daemon as config.yaml says, and refuses what it cannot read", async () => {
    const folder = project({ say: SAY, work: WORK });
    await drover(folder, ["run", "work"]);
    const work = await newestRun(folder);
    for (let i = 0; i < 3; i++) await drover(folder, ["run", "say"]);
    const [newest] = await json<ShownRun[]>(folder, ["runs"]);
    const config = path.join(folder, ".drover/config.yaml");
    writeFileSync(config, "retention: { runs: soon }\n");
    expect((await drover(folder, ["serve"])).stderr).toContain("config.yaml:1:");
    writeFileSync(config, "retention: { runs: 1ms, keep: 1 }\n");
    const served = await serveHere(folder);
    await eventually(async () => (await json<ShownRun[]>(folder, ["runs"])).length === 2, "the old runs are gone");
    expect((await json<ShownRun[]>(folder, ["runs"])).map(({ run }) => run)).toEqual([newest?.run, work]);
    await served.end();
    expect(readFileSync(path.join(folder, ".drover/state/daemon.log"), "utf8")).toContain("keeps an old run");
  });
});
