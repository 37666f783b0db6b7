import { beforeAll, describe, expect, it } from "vitest";
import { drover, eventually, git, project } from "../cli/drover.ts";
import { call, killed, serve, type Status } from "./support.ts";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    asks: "steps:\n  - { id: a, run: echo then >file.txt }\n  - { id: ok, approve: Go on? }\n  - { id: b, run: cat file.txt }\n",
    quick: "workspace: none\nsteps:\n  - { id: a, run: 'true' }\n",
  });
  daemon = await serve(folder);
});

interface Run {
  readonly run: string;
  readonly status: string;
  readonly seq: number;
  readonly steps: Readonly<
    Record<string, { readonly status: string; readonly output: Readonly<Record<string, unknown>> }>
  >;
  readonly forkedFrom: { readonly run: string; readonly seq: number; readonly files: object } | null;
}

const get = async (run: string): Promise<Run> => (await call<Run>(folder, daemon, `/runs/${run}`)).body;
const reaches = (run: string, ...status: readonly string[]): Promise<void> =>
  eventually(async () => status.includes((await get(run)).status), `${run} is ${status.join(" or ")}`);
const start = async (workflow: string): Promise<string> =>
  (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow } })).body.run;
const fork = (run: string, body: object = {}, headers: Record<string, string> = {}) =>
  call<{ run: string; code?: string; forkedFrom: Run["forkedFrom"] }>(folder, daemon, `/runs/${run}/fork`, {
    body,
    headers,
  });
const answer = (run: string, name: string) =>
  call(folder, daemon, `/runs/${run}/signals`, { body: { name, step: "ok" } });

async function waiting(): Promise<string> {
  const run = await start("asks");
  await reaches(run, "waiting");
  return run;
}

describe("a fork", () => {
  it("of a run that waits for a decision has its files, takes another decision, and leaves it waiting", async () => {
    const source = await waiting();
    const { status, body } = await fork(source);
    expect([status, body.forkedFrom]).toEqual([
      201,
      { run: source, seq: 3, files: { of: "entry", seq: 3, isOlder: false } },
    ]);
    await reaches(body.run, "waiting");
    await answer(body.run, "deny");
    await reaches(body.run, "failed");
    const other = (await fork(source, { seq: 3 })).body.run;
    await reaches(other, "waiting");
    await answer(other, "approve");
    await reaches(other, "succeeded");
    expect((await get(other)).steps["b"]?.output["tail"]).toBe("then\n");
    expect(await get(source)).toMatchObject({ status: "waiting", seq: 3, forkedFrom: null });
    // What was decided since is no part of it.
    await answer(source, "deny");
    await reaches(source, "failed");
    const late = (await fork(source, { step: "ok" })).body;
    expect(late.forkedFrom).toMatchObject({ seq: 3, files: { of: "entry", seq: 3 } });
    await reaches(late.run, "waiting");
    await answer(late.run, "approve");
    await reaches(late.run, "succeeded");
  });

  it("that is refused for want of its files uses up no key: the same request with other files may take it", async () => {
    const source = await waiting();
    await answer(source, "approve");
    await reaches(source, "succeeded");
    const key = { "idempotency-key": "files first" };
    expect(await fork(source, { seq: 3 }, key)).toMatchObject({ status: 409, body: { code: "fork.files" } });
    expect((await fork(source, { seq: 3, files: "base" }, key)).status).toBe(201);
  });

  it("is one however many ask with one Idempotency-Key and whoever answers", async () => {
    const source = await waiting();
    const key = { "idempotency-key": "fork once" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => fork(source, {}, key)));
    const ids = new Set(answers.map(({ body }) => body.run));
    expect([ids.size, answers.every(({ status }) => status === 201)]).toEqual([1, true]);
    await killed(daemon);
    daemon = await serve(folder);
    const [run = ""] = ids;
    expect((await fork(source, {}, key)).body.run).toBe(run);
    expect(await fork(source, { seq: 2, files: "base" }, key)).toMatchObject({
      status: 422,
      body: { code: "request.reused_key" },
    });
    await reaches(run, "waiting");
    const { items } = (await call<{ items: Run[] }>(folder, daemon, "/runs?workflow=asks&limit=500")).body;
    expect(items.filter(({ forkedFrom }) => forkedFrom?.run === source)).toHaveLength(1);
  });

  it("keeps the run that it comes from until it has ended, and what was kept for it goes with it", async () => {
    const source = await waiting();
    const { run } = (await fork(source)).body;
    await reaches(run, "waiting");
    await call(folder, daemon, `/runs/${source}/cancel`, { body: {} });
    await reaches(source, "canceled");
    git(`${folder}/.drover/state/worktrees/${source}`, "clean", "-fdq");
    expect((await call(folder, daemon, `/runs/${source}`, { method: "DELETE" })).body).toMatchObject({
      code: "run.kept",
      detail: expect.stringContaining("was forked from it") as string,
    });
    await answer(run, "approve");
    await reaches(run, "succeeded");
    git(`${folder}/.drover/state/worktrees/${run}`, "clean", "-fdq");
    const refs = () => git(folder, "for-each-ref", `refs/drover/${source}`, `refs/drover/${run}`);
    expect(refs()).not.toBe("");
    for (const one of [source, run])
      expect((await call(folder, daemon, `/runs/${one}`, { method: "DELETE" })).status).toBeLessThan(300);
    expect(refs()).toBe("");
  });

  it("is refused with a reason, and then there is none", async () => {
    const run = await start("quick");
    await reaches(run, "succeeded");
    const before = (await drover(folder, ["runs", "--json"], { env: { DROVER_FOREGROUND: "" } })).stdout;
    expect(await fork(run, { seq: 2 })).toMatchObject({ status: 409, body: { code: "run.final" } });
    expect(await fork(run, { seq: 9 })).toMatchObject({ status: 404, body: { code: "journal.unknown" } });
    expect(await fork(run, { step: "nope" })).toMatchObject({ status: 404, body: { code: "step.unknown" } });
    expect(await fork(run, { seq: 2, step: "a" })).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(await fork(run, { seq: 0 })).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(await fork(run, { fiels: "now" })).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(await fork("0".repeat(20))).toMatchObject({ status: 404, body: { code: "run.unknown" } });
    expect((await drover(folder, ["runs", "--json"], { env: { DROVER_FOREGROUND: "" } })).stdout).toBe(before);
  });

  it("by the command line is the daemon's, and goes on without it", async () => {
    const source = await waiting();
    const { code, stdout, stderr } = await drover(folder, ["fork", source, "-d", "--json"], {
      env: { DROVER_FOREGROUND: "" },
    });
    const { run } = JSON.parse(stdout) as { run: string };
    expect([code, stderr]).toEqual([3, expect.stringContaining("with the files as of entry 3")]);
    await reaches(run, "waiting");
  });
});
