import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, git, json, project, temporaryFolder } from "../cli/drover.ts";
import { call, serve, tokenOf, type Answered, type Status } from "./support.ts";

let folder: string;
let daemon: Status;

const WORK = `
inputs: { name: { type: string, description: whom to greet, default: x } }
steps:
  - { id: write, run: "echo new > new.txt; echo more >> README; rm gone.txt; ln -s /etc/passwd out; mkdir sub; head -c 600000 /dev/zero > sub/large" }
  - { id: ok, approve: Go on? }
`;

beforeAll(async () => {
  folder = project({
    quick: "workspace: none\nsteps:\n  - { id: a, run: 'echo hello' }\n  - { id: b, run: 'echo again' }\n",
    asks: "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n",
    work: WORK.trim(),
    wrong: "workspace: none\nsteps:\n  - { id: a, rum: 'true' }\n",
  });
  writeFileSync(path.join(folder, "gone.txt"), "gone\n");
  git(folder, "add", "gone.txt");
  git(folder, "commit", "-qm", "A file");
  daemon = await serve(folder);
});

const ask = <T = Record<string, unknown>>(where: string, asked?: Parameters<typeof call>[3]): Promise<Answered<T>> =>
  call<T>(folder, daemon, where, asked);

async function started(workflow: string, status: string): Promise<string> {
  const { run } = (await ask<{ run: string }>("/runs", { body: { workflow } })).body;
  await eventually(
    async () => (await ask<{ status: string }>(`/runs/${run}`)).body.status === status,
    `${run} ${status}`,
  );
  return run;
}

describe("workflows", () => {
  it("are listed with what they take, those with mistakes included", async () => {
    const { items } = (await ask<{ items: Record<string, unknown>[] }>("/workflows")).body;
    expect(items.find(({ name }) => name === "work")).toMatchObject({
      file: ".drover/workflows/work.yaml",
      isShipped: false,
      errors: 0,
      inputs: { properties: { name: { type: "string", description: "whom to greet" } } },
    });
    expect(items.find(({ name }) => name === "wrong")).toMatchObject({ errors: expect.any(Number), inputs: null });
    expect(items.find(({ name }) => name === "task")).toMatchObject({ isShipped: true, errors: 0 });
  });

  it("are told with their text and every mistake with its place", async () => {
    const { body } = await ask<{ text: string; diagnostics: object[] }>("/workflows/wrong");
    expect(body.text).toContain("rum:");
    expect(body.diagnostics).toContainEqual(expect.objectContaining({ line: 4, column: 14, severity: "error" }));
    expect((await ask("/workflows/wrnog")).body).toMatchObject({ code: "workflow.unknown" });
    const outside = encodeURIComponent("../../etc/x.yaml");
    expect((await ask(`/workflows/${outside}`)).body).toMatchObject({ code: "workspace.outside" });
  });

  it("are drawn as JSON, as a tree and for Mermaid", async () => {
    const { body } = await ask<{ states: Record<string, unknown>[]; ways: object[] }>("/workflows/asks/graph");
    expect(body.states.find(({ path: at }) => at === "main.ok")).toMatchObject({ parent: "main", verb: "approve" });
    expect(body.ways).toContainEqual(expect.objectContaining({ from: "main.ok", kind: "success" }));
    const drawn = async (query: string) => (await ask<{ text: string }>(`/workflows/quick/diagram${query}`)).body.text;
    expect(await drawn("")).toContain("└─ b");
    expect(await drawn("?format=mermaid")).toContain("stateDiagram-v2");
    expect((await ask("/workflows/wrong/graph")).body).toMatchObject({ code: "workflow.invalid" });
  });

  it("are frozen as texts, or refused with every mistake", async () => {
    const freeze = (text: string) => ask("/workflows/definition", { body: { text } });
    const good = await freeze("name: x\nworkspace: none\nsteps:\n  - { id: a, run: 'true' }\n");
    expect(good.body).toMatchObject({ hash: expect.any(String), definition: { name: "x", main: { initial: "a" } } });
    const bad = await freeze("name: x\nsteps:\n  - { id: a, rum: x }\n");
    expect(bad).toMatchObject({ status: 422, body: { code: "workflow.invalid" } });
    expect(bad.body["details"]).toContainEqual(expect.objectContaining({ line: 3, column: 14 }));
  });

  it("are saved by an administrator, over what was loaded and nothing else", async () => {
    const { body: before } = await ask<{ text: string; revision: string }>("/workflows/wrong");
    const { token } = await json<{ token: string }>(folder, ["token", "add", "worker", "--role", "operate"]);
    const save = async (given: string, expected: string | null): Promise<{ status: number; body: object }> => {
      const response = await fetch(`${daemon.url}/api/v1/workflows/wrong`, {
        method: "PUT",
        headers: { authorization: `Bearer ${given}`, "content-type": "application/json" },
        body: JSON.stringify({ text: `# kept\n${before.text}`, expected }),
      });
      return { status: response.status, body: (await response.json()) as object };
    };
    expect(await save(token, before.revision)).toMatchObject({ status: 403, body: { code: "auth.forbidden" } });
    expect(await save(tokenOf(folder), null)).toMatchObject({ status: 409, body: { code: "workflow.changed" } });
    expect((await ask<{ text: string }>("/workflows/wrong")).body.text).toBe(before.text);
    const saved = await save(tokenOf(folder), before.revision);
    expect(saved).toMatchObject({ status: 200, body: { text: `# kept\n${before.text}`, errors: expect.any(Number) } });
    expect(await save(tokenOf(folder), before.revision)).toMatchObject({ status: 409 });
  });

  it("are checked as texts, and neither written nor used to read others' files", async () => {
    const files = readdirSync(path.join(folder, ".drover/workflows"));
    const check = (text: string) =>
      ask<{ errors: number; diagnostics: { line: number; column: number; message: string; excerpt: string }[] }>(
        "/workflows/validate",
        { body: { text, name: "draft" } },
      );
    expect((await check("name: draft\nsteps:\n  - { id: a, run: 'true' }\n")).body).toMatchObject({ errors: 0 });
    const wrong = (await check("name: draft\nsteps:\n  - { id: a, run: '${{ inputs.nothing }}' }\n")).body;
    expect(wrong.diagnostics[0]).toMatchObject({ line: 3, column: expect.any(Number) });
    const outside = path.join(temporaryFolder(), "outside.yaml");
    writeFileSync(outside, "private: words\n");
    const stolen = await check(`name: draft\nsteps:\n  - { id: a, workflow: '${outside}' }\n`);
    expect(JSON.stringify(stolen.body)).not.toContain("private: words");
    expect(readdirSync(path.join(folder, ".drover/workflows"))).toEqual(files);
  });
});

describe("a run's past", () => {
  it("is told entry by entry, with the definition that it froze", async () => {
    const run = await started("quick", "succeeded");
    const at = async (seq: number) =>
      (await ask<{ seq: number; status: string; steps: object }>(`/runs/${run}/snapshot?seq=${seq}`)).body;
    const { seq } = (await ask<{ seq: number }>(`/runs/${run}`)).body;
    expect(await at(seq)).toEqual((await ask(`/runs/${run}`)).body);
    const steps = await Promise.all(Array.from({ length: seq }, async (_, i) => Object.keys((await at(i + 1)).steps)));
    expect(steps[0]).toEqual(["a"]);
    expect(steps.at(-1)).toEqual(["a", "b"]);
    expect((await at(seq - 1)).status).toBe("running");
    expect((await ask(`/runs/${run}/snapshot?seq=${seq + 1}`)).body).toMatchObject({ code: "journal.unknown" });
    writeFileSync(
      path.join(folder, ".drover/workflows/quick.yaml"),
      "name: quick\nworkspace: none\nsteps:\n  - { id: a, run: 'echo hello' }\n  - { id: c, run: 'true' }\n",
    );
    const { body } = await ask<{ definition: { name: string }; graph: { states: { path: string }[] } }>(
      `/runs/${run}/definition`,
    );
    expect(body.graph.states.map((state) => state.path)).toContain("main.b");
  });
});

describe("a workspace", () => {
  it("tells what a run has changed, and shows its own files and no others", async () => {
    const run = await started("work", "waiting");
    const { body: place } = await ask<{ path: string; isThere: boolean }>(`/runs/${run}/workspace`);
    const { items } = (await ask<{ items: object[] }>("/workspaces")).body;
    expect(items).toContainEqual(expect.objectContaining({ run, path: place.path }));
    const before = git(place.path, "status", "--porcelain");
    const { body: diff } = await ask<{ files: object[]; text: string }>(`/runs/${run}/workspace/diff`);
    expect(diff.files).toEqual([
      { path: "README", status: "modified", added: 1, removed: 0 },
      { path: "gone.txt", status: "deleted", added: 0, removed: 1 },
      { path: "new.txt", status: "added", added: 1, removed: 0 },
      { path: "out", status: "added", added: 1, removed: 0 },
      { path: "sub/large", status: "added", added: null, removed: null },
    ]);
    expect(diff.text).toContain("+more");
    expect((await ask<{ text: string }>(`/runs/${run}/workspace/diff?path=new.txt`)).body.text).toMatch(
      /^diff --git a\/new.txt b\/new.txt\n[^]*\+new\n$/,
    );
    expect(git(place.path, "status", "--porcelain")).toBe(before);
    const list = await ask<{ items: { name: string; kind: string }[] }>(`/runs/${run}/workspace/files`);
    expect(list.body.items.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "README file",
      "new.txt file",
      "out link",
      "sub folder",
    ]);
    const file = (where: string) => ask(`/runs/${run}/workspace/file?path=${encodeURIComponent(where)}`);
    expect((await file("new.txt")).body).toMatchObject({ content: "new\n", encoding: "utf8", size: 4, isCut: false });
    expect((await file("sub/large")).body).toMatchObject({ encoding: "base64", size: 600_000 });
    symlinkSync("..", path.join(place.path, "up"));
    for (const where of ["out", "../../token", "/etc/passwd", ".git", "up/x", "up/../../token", "a\0b", ".git/config"])
      expect([where, (await file(where)).body]).toMatchObject([
        where,
        { code: expect.stringMatching(/outside|unknown/) },
      ]);
    expect((await file("sub")).body).toMatchObject({ code: "file.unknown" });
    expect((await ask(`/runs/${run}/workspace/diff?path=../x`)).body).toMatchObject({ code: "workspace.outside" });
  });

  it("of a run in place does not show Drover's own folder", async () => {
    const run = await started("asks", "waiting");
    const file = (where: string) => ask(`/runs/${run}/workspace/file?path=${encodeURIComponent(where)}`);
    expect((await file("README")).body).toMatchObject({ content: "a project\n" });
    mkdirSync(path.join(folder, "links"), { recursive: true });
    symlinkSync("../.drover/state", path.join(folder, "links/state"));
    for (const where of [".drover/state/token", "links/state/token", ".drover/state"])
      expect((await file(where)).body).toMatchObject({ code: "workspace.outside" });
    const { items } = (await ask<{ items: { name: string }[] }>(`/runs/${run}/workspace/files?path=.drover`)).body;
    expect(items.map(({ name }) => name)).not.toContain("state");
  });

  it("is archived when its run has ended, and what was not merged is kept", async () => {
    const run = await started("work", "waiting");
    const { path: place } = (await ask<{ path: string }>(`/runs/${run}/workspace`)).body;
    const archive = () => ask(`/runs/${run}/workspace/archive`, { method: "POST" });
    expect((await archive()).body).toMatchObject({ code: "run.not_final" });
    expect(existsSync(place)).toBe(true);
    await ask(`/runs/${run}/cancel`, { method: "POST" });
    expect((await archive()).body).toEqual({ removed: true, checkpoint: `refs/drover/${run}/1` });
    expect(existsSync(place)).toBe(false);
    expect(git(folder, "show", `refs/drover/${run}/1:new.txt`)).toBe("new");
    expect((await ask(`/runs/${run}/workspace`)).body).toMatchObject({ isThere: false });
    // What it held is still told, uncommitted files included, and from where.
    const { body: diff } = await ask<{ files: { path: string }[]; text: string }>(`/runs/${run}/workspace/diff`);
    expect(diff).toMatchObject({ source: "checkpoint", ref: `refs/drover/${run}/1`, leftOut: [] });
    expect(diff.files.map((file) => file.path)).toEqual(["README", "gone.txt", "new.txt", "out", "sub/large"]);
    expect(diff.text).toContain("+more");
    expect((await ask(`/runs/${run}/workspace/diff?path=new.txt`)).body).toMatchObject({
      files: [{ path: "new.txt", status: "added", added: 1, removed: 0 }],
      text: expect.stringMatching(/^diff --git a\/new.txt b\/new.txt\n[^]*\+new\n$/),
    });
    expect((await ask(`/runs/${run}/workspace/diff?path=../x`)).body).toMatchObject({ code: "workspace.outside" });
    expect((await ask(`/runs/${run}/workspace/files`)).body).toMatchObject({ code: "workspace.missing" });
  });
});
