import { beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { eventually, project } from "../cli/drover.ts";
import { call, killed, listen, serve, tokenOf, type Heard, type Status } from "./support.ts";

const COUNTS = `workspace: none
initial: counting
context: { n: 0 }
states:
  counting:
    on:
      hit: { do: [{ set: { n: "\${{ context.n + 1 }}" } }, { emit: counted, data: "\${{ context.n }}" }] }
      stop: end
  end: { type: final }
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    counts: COUNTS,
    say: "workspace: none\nsteps:\n  - { id: say, run: 'echo one; sleep 0.3; echo two' }\n",
  });
  daemon = await serve(folder);
});

async function counting(): Promise<string> {
  const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow: "counts" } });
  await eventually(
    async () => (await call<{ status: string }>(folder, daemon, `/runs/${body.run}`)).body.status === "waiting",
    "it waits",
  );
  return body.run;
}

const hit = (run: string, name = "hit") => call(folder, daemon, `/runs/${run}/signals`, { body: { name } });

const counted = (heard: readonly Heard[]): readonly unknown[] =>
  heard.filter(({ type }) => type === "emitted").map(({ data }) => data["data"]);

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1);

describe("a stream of events", () => {
  it("begins now, and tells each event after it is durable", async () => {
    const run = await counting();
    const listening = listen(folder, daemon, "/events?types=emitted", (heard) => counted(heard).length >= 3);
    await eventually(async () => {
      await hit(run);
      return (await call<{ context: { n: number } }>(folder, daemon, `/runs/${run}`)).body.context.n >= 5;
    }, "five hits");
    const heard = counted(await listening) as number[];
    expect(heard).toEqual(heard.map((_, i) => (heard[0] ?? 0) + i));
  });

  it("goes on behind any event that it has told, however often it is cut", async () => {
    const run = await counting();
    const hits = (async () => {
      for (let i = 0; i < 60; i++) await hit(run);
    })();
    const all: Heard[] = [];
    let after = "0";
    while (counted(all).length < 60) {
      const wanted = 1 + (all.length % 7);
      const heard = await listen(folder, daemon, `/events?run=${run}&after=${after}`, (some) => some.length > wanted);
      // Cut in the middle of what came: only so much was read.
      const read = heard.slice(0, wanted);
      all.push(...read);
      after = read.at(-1)?.id ?? after;
    }
    await hits;
    expect(counted(all)).toEqual(upTo(60));
  });

  it("goes on over a daemon that is killed: nothing is lost, and nothing told twice", async () => {
    const run = await counting();
    for (let i = 0; i < 5; i++) await hit(run);
    const first = await listen(folder, daemon, `/events?run=${run}&after=0`, (heard) => counted(heard).length >= 3);
    await killed(daemon);
    daemon = await serve(folder);
    for (let i = 0; i < 5; i++) await hit(run);
    const cursor = first.filter(({ type }) => type === "emitted")[2]?.id ?? "";
    const second = await listen(
      folder,
      daemon,
      `/events?run=${run}&after=${cursor}`,
      (heard) => counted(heard).length >= 7,
    );
    expect([...counted(first).slice(0, 3), ...counted(second)]).toEqual(upTo(10));
  });

  it("goes on within a commit, after a restart too", async () => {
    const { run } = (await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow: "say" } })).body;
    const all = await listen(folder, daemon, `/events?run=${run}&after=0`, (heard) =>
      heard.some(({ type }) => type === "run.ended"),
    );
    await killed(daemon);
    daemon = await serve(folder);
    const enough = (n: number) => (heard: readonly Heard[]) =>
      heard.filter(({ type }) => type !== "heartbeat").length >= n;
    for (const [i, { id }] of all.slice(0, -1).entries()) {
      const rest = await listen(folder, daemon, `/events?run=${run}&after=${id ?? ""}`, enough(all.length - 1 - i));
      expect(rest.map((one) => one.id)).toEqual(all.slice(i + 1).map((one) => one.id));
    }
  });

  it("with a snapshot gives the state first, and then exactly what comes after it", async () => {
    const run = await counting();
    const hits = (async () => {
      for (let i = 0; i < 40; i++) await hit(run);
    })();
    const heard = await listen(
      folder,
      daemon,
      `/events?run=${run}&snapshot=true`,
      (some) => counted(some).at(-1) === 40 || false,
    );
    await hits;
    const [first] = heard;
    const { n } = (first!.data["run"] as { context: { n: number } }).context;
    expect(first?.type).toBe("snapshot");
    expect(counted(heard)).toEqual(upTo(40).slice(n));
  });

  it("tells only the types that are asked for", async () => {
    const run = await counting();
    await hit(run, "stop");
    const heard = await listen(folder, daemon, `/events?run=${run}&after=0&types=run.started,run.ended`, (some) =>
      some.some(({ type }) => type === "run.ended"),
    );
    expect(heard.map(({ type }) => type)).toEqual(["run.started", "run.ended"]);
  });

  it("refuses a cursor that it cannot have given out", async () => {
    for (const after of ["x", "-1", "1-2-3", "99999999", "1e3"])
      expect(await call(folder, daemon, `/events?after=${after}`)).toMatchObject({
        status: 400,
        body: { code: "request.invalid" },
      });
  });

  it("refuses a run that is not there: nothing would ever come of it", async () => {
    const at = `/events?run=${"0".repeat(20)}`;
    const cut = AbortSignal.timeout(10_000);
    const answer = await fetch(`${daemon.url}/api/v1${at}`, {
      headers: { authorization: `Bearer ${tokenOf(folder)}` },
      signal: cut,
    });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "run.unknown" });
  });
});

describe("a web socket", () => {
  const open = (
    query: string,
  ): { socket: WebSocket; messages: { type: string; cursor: string | null; event: { data?: unknown } }[] } => {
    const messages: { type: string; cursor: string | null; event: { data?: unknown } }[] = [];
    const socket = new WebSocket(`${daemon.url.replace("http", "ws")}/api/v1/events?${query}`, {
      headers: { authorization: `Bearer ${tokenOf(folder)}` },
    });
    socket.on("message", (text: Buffer) => void messages.push(JSON.parse(text.toString()) as never));
    return { socket, messages };
  };

  it("tells the same events with the same cursors", async () => {
    const run = await counting();
    for (let i = 0; i < 10; i++) await hit(run);
    const { socket, messages } = open(`run=${run}&after=0`);
    const emitted = () => messages.filter(({ type }) => type === "emitted");
    await eventually(() => emitted().length >= 10, "ten events");
    socket.close();
    const heard = await listen(folder, daemon, `/events?run=${run}&after=0`, (some) => counted(some).length >= 10);
    expect(emitted().map(({ cursor }) => cursor)).toEqual(
      heard.filter(({ type }) => type === "emitted").map(({ id }) => id),
    );
    const again = open(`run=${run}&types=emitted&after=${emitted()[6]?.cursor ?? ""}`);
    await eventually(() => again.messages.filter(({ type }) => type === "emitted").length >= 3, "the rest");
    again.socket.close();
    expect(again.messages.filter(({ type }) => type === "emitted").map(({ event }) => event.data)).toEqual([8, 9, 10]);
  });

  it("is refused where there is nothing to stream, or for what nobody knows", async () => {
    for (const query of ["nonsense=1", "run=short", "after=x", "snapshot=1"]) {
      const { socket } = open(query);
      const answer = await new Promise<number>((resolve) => {
        socket.on("error", () => undefined);
        socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
      });
      expect(answer).toBe(400);
    }
  });
});

describe("an attempt's log", () => {
  it("is followed from any offset until it has ended", async () => {
    const { body } = await call<{ run: string }>(folder, daemon, "/runs", { body: { workflow: "say" } });
    const attempts = `/runs/${body.run}/attempts`;
    const first = async () => (await call<{ items: { gen: string }[] }>(folder, daemon, attempts)).body.items[0];
    await eventually(async () => (await first()) !== undefined, "the attempt has begun");
    const gen = (await first())?.gen ?? "";
    const heard = await listen(folder, daemon, `/attempts/${gen}/log/stream`, (some) =>
      some.some(({ type }) => type === "end"),
    );
    expect(heard.map(({ data }) => (data["text"] as string | undefined) ?? "").join("")).toBe("one\ntwo\n");
    expect(heard.at(-1)).toMatchObject({ type: "end", id: "8" });
    const rest = await call<{ text: string; isEnded: boolean }>(folder, daemon, `/attempts/${gen}/log?offset=4`);
    expect(rest.body).toMatchObject({ text: "two\n", next: 8, isEnded: true });
    expect((await call(folder, daemon, `/attempts/${body.run}.99.9/log`)).status).toBe(404);
  });
});
