import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { call, killed, serve, type Status } from "./support.ts";

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    quick: "workspace: none\ninputs: { name: { type: string, default: x } }\nsteps:\n  - { id: a, run: 'true' }\n",
    asks: "workspace: none\nsteps:\n  - { id: ok, approve: Go on? }\n",
    waits: "workspace: none\nsteps:\n  - { id: w, wait: { event: go } }\n",
    counts: `workspace: none
initial: counting
context: { n: 0 }
states:
  counting: { on: { hit: { do: [{ set: { n: "\${{ context.n + 1 }}" } }] }, stop: end } }
  end: { type: final }
`,
  });
  daemon = await serve(folder);
});

interface Run {
  readonly run: string;
  readonly status: string;
}

const runs = async (query = "") =>
  (await call<{ items: Run[]; next: string | null }>(folder, daemon, `/runs${query}`)).body;
const start = (workflow: string, headers: Record<string, string> = {}, inputs = {}) =>
  call<{ run: string; code?: string }>(folder, daemon, "/runs", { body: { workflow, inputs }, headers });

const reaches = (run: string, status: string): Promise<void> =>
  eventually(
    async () => (await call<Run>(folder, daemon, `/runs/${run}`)).body.status === status,
    `${run} is ${status}`,
  );

describe("starting a run", () => {
  it("with an Idempotency-Key gives one run, however many ask and whoever answers", async () => {
    const key = { "idempotency-key": "once" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => start("quick", key)));
    const ids = new Set(answers.map(({ body }) => body.run));
    expect([ids.size, answers.every(({ status }) => status === 201)]).toEqual([1, true]);
    await killed(daemon);
    daemon = await serve(folder);
    expect((await start("quick", key)).body.run).toBe([...ids][0]);
    expect((await runs("?workflow=quick")).items).toHaveLength(1);
    expect(await start("quick", key, { name: "other" })).toMatchObject({
      status: 422,
      body: { code: "request.reused_key" },
    });
  });

  it("with the key of a run that was removed does not run it a second time", async () => {
    const key = { "idempotency-key": "removed" };
    const { run } = (await start("quick", key, { name: "gone" })).body;
    await reaches(run, "succeeded");
    expect((await call(folder, daemon, `/runs/${run}`, { method: "DELETE" })).status).toBeLessThan(300);
    expect((await start("quick", key, { name: "gone" })).body.run).toBe(run);
    expect((await call(folder, daemon, `/runs/${run}`)).status).toBe(404);
  });

  it("again with an Idempotency-Key gives one run, over a kill of the daemon and after the old one was removed", async () => {
    const headers = { "idempotency-key": "again" };
    const { run: old } = (await start("quick", {}, { name: "twice" })).body;
    await reaches(old, "succeeded");
    const again = () => call<{ run: string }>(folder, daemon, `/runs/${old}/retry`, { method: "POST", headers });
    const ids = new Set((await Promise.all([again(), again(), again()])).map(({ body }) => body.run));
    const [run = ""] = ids;
    await reaches(run, "succeeded");
    await killed(daemon);
    daemon = await serve(folder);
    await call(folder, daemon, `/runs/${old}`, { method: "DELETE" });
    expect([(await again()).body.run, ids.size, run === old]).toEqual([run, 1, false]);
    expect((await runs("?q=twice")).items.map((one) => one.run)).toEqual([run]);
    const { status, body } = await start("quick", headers);
    expect([status, body.code]).toEqual([422, "request.reused_key"]);
  });

  it("that cannot be started tells every problem, and does not use up the key", async () => {
    const key = { "idempotency-key": "mended" };
    expect(await start("quikc", key)).toMatchObject({ status: 404, body: { code: "workflow.unknown" } });
    expect(await start("quick", key, { nmae: "x" })).toMatchObject({ status: 422, body: { code: "inputs.invalid" } });
    expect((await start("quick", key, { name: "y" })).status).toBe(201);
  });

  it("takes up a change of the file at once", async () => {
    const { writeFileSync } = await import("node:fs");
    const file = `${folder}/.drover/workflows/changing.yaml`;
    for (const n of [1, 2, 3]) {
      writeFileSync(file, `name: changing\nworkspace: none\nsteps:\n  - { id: s${n}, approve: now }\n`);
      const { run } = (await start("changing")).body;
      await reaches(run, "waiting");
      expect(Object.keys((await call<{ steps: object }>(folder, daemon, `/runs/${run}`)).body.steps)).toEqual([
        `s${n}`,
      ]);
    }
  });
});

describe("runs", () => {
  it("are listed page by page, by status, by workflow and by what stands in them", async () => {
    const made: string[] = [];
    for (const name of ["ada", "bob", "cyd", "dan", "eve"]) made.push((await start("quick", {}, { name })).body.run);
    for (const run of made) await reaches(run, "succeeded");
    const first = await runs("?workflow=quick&limit=2");
    const second = await runs(`?workflow=quick&limit=2&cursor=${first.next ?? ""}`);
    expect([...first.items, ...second.items].map(({ run }) => run)).toEqual(made.toReversed().slice(0, 4));
    expect((await runs("?q=cyd")).items.map(({ run }) => run)).toEqual([made[2]]);
    expect((await runs("?status=failed&status=canceled")).items).toEqual([]);
    expect((await runs("?workflow=quick&limit=500")).next).toBeNull();
  });

  it("that nobody knows, or whose ids are none, are refused", async () => {
    expect((await call(folder, daemon, `/runs/${"0".repeat(20)}`)).body).toMatchObject({ code: "run.unknown" });
    expect((await call(folder, daemon, "/runs/xyz")).body).toMatchObject({ code: "request.invalid" });
  });

  it("tell their journal page by page, with the events that came of each entry", async () => {
    const { run } = (await start("quick")).body;
    await reaches(run, "succeeded");
    const page = await call<{ items: { seq: number; events: { type: string }[] }[]; next: number }>(
      folder,
      daemon,
      `/runs/${run}/journal?limit=1`,
    );
    expect(page.body.items.map(({ seq }) => seq)).toEqual([1]);
    expect(page.body.items[0]?.events.map(({ type }) => type)).toContain("step.started");
    const rest = await call<{ items: { seq: number }[]; next: null }>(folder, daemon, `/runs/${run}/journal?after=1`);
    expect([rest.body.items.map(({ seq }) => seq), rest.body.next]).toEqual([[2], null]);
  });

  it("take events and are canceled, and tell who did it", async () => {
    const { run } = (await start("waits")).body;
    await reaches(run, "waiting");
    expect((await call(folder, daemon, `/runs/${run}/signals`, { body: { name: "og" } })).body).toMatchObject({
      code: "signal.unexpected",
    });
    expect((await call<Run>(folder, daemon, `/runs/${run}/signals`, { body: { name: "go" } })).status).toBe(200);
    await reaches(run, "succeeded");
    const other = (await start("waits")).body.run;
    await reaches(other, "waiting");
    expect((await call(folder, daemon, `/runs/${other}/cancel`, { body: { reason: "enough" } })).body).toMatchObject({
      status: "canceled",
    });
    expect((await call(folder, daemon, `/runs/${other}/cancel`, { method: "POST" })).body).toMatchObject({
      code: "run.final",
    });
    const again = await call<{ run: string }>(folder, daemon, `/runs/${other}/retry`, { method: "POST" });
    expect(again.status).toBe(201);
    await reaches(again.body.run, "waiting");
  });
});

describe("what is sent to a run with an Idempotency-Key", () => {
  const headers = { "idempotency-key": "sent once" };

  it("is taken once, also over a kill of the daemon and when the run has ended, and other words are taken as others", async () => {
    const { run } = (await start("counts")).body;
    await reaches(run, "waiting");
    const send = (name: string, data: unknown = null) =>
      call<{ context: object }>(folder, daemon, `/runs/${run}/signals`, { body: { name, data }, headers });
    expect((await Promise.all([send("hit"), send("hit"), send("hit")])).map(({ status }) => status)).toEqual([
      200, 200, 200,
    ]);
    await killed(daemon);
    daemon = await serve(folder);
    expect((await send("hit")).body.context).toEqual({ n: 1 });
    expect((await send("hit", "again")).body.context).toEqual({ n: 2 });
    expect((await send("tih")).status).toBe(409);
    expect([(await send("stop")).status, (await send("stop")).status]).toEqual([200, 200]);
    await reaches(run, "succeeded");
  });

  it("is one message, whoever asks again", async () => {
    const { run } = (await start("waits")).body;
    const where = `/runs/${run}/messages`;
    const send = async (text: string) =>
      (await call<{ message: string }>(folder, daemon, where, { body: { text }, headers })).body.message;
    const [id, same, other] = [await send("Hello."), await send("Hello."), await send("Hello?")];
    const { items } = (await call<{ items: { id: string; text: string }[] }>(folder, daemon, where)).body;
    expect(items.map((one) => one.id)).toEqual([id, other]);
    expect([same, items[0]?.text]).toEqual([id, "Hello."]);
  });
});

describe("an approval", () => {
  it("is listed until it is answered, and answered once", async () => {
    const { run } = (await start("asks")).body;
    await reaches(run, "waiting");
    const list = async () => (await call<{ items: { id: string; run: string }[] }>(folder, daemon, "/asks")).body.items;
    const ask = (await list()).find((one) => one.run === run);
    const where = `/asks/${ask?.id ?? ""}`;
    expect((await call(folder, daemon, where)).body).toMatchObject({ kind: "approval", title: "Go on?", step: "ok" });
    expect(
      (await call(folder, daemon, `${where}/answer`, { body: { answer: "reply", comment: "x" } })).body,
    ).toMatchObject({
      code: "request.invalid",
    });
    const answers = await Promise.all(
      [1, 2, 3].map(() => call(folder, daemon, `${where}/answer`, { body: { answer: "deny", comment: "no" } })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await list()).filter((one) => one.run === run)).toEqual([]);
    expect((await call(folder, daemon, `/runs/${run}`)).body).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("no") },
    });
  });
});
