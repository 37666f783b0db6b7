import { writeFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { call, serve, tokenOf, type Answered, type Status } from "./support.ts";

const SECRET = "hunter2-secret";
/** 300 lines, a secret among them. */
const MANY = `workspace: none\nsteps:\n  - id: many\n    run: |\n      for i in $(seq 1 300); do echo "line $i"; done\n      echo "token ${SECRET} end"\n      echo oops >&2\n`;
const AGENT = `#!/bin/sh
i=0
while [ $i -lt 120 ]; do
  echo "{\\"type\\":\\"assistant\\",\\"message\\":{\\"id\\":\\"m$i\\",\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"said $i ${SECRET}\\"}]}}"
  i=$((i+1))
done
echo '{"type":"result","result":"done"}'
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({
    many: MANY,
    talk: "workspace: none\nsteps:\n  - { id: talk, agent: lines, prompt: speak }\n",
  });
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const program = path.join(folder, "agent.sh");
  writeFileSync(program, AGENT, { mode: 0o755 });
  writeFileSync(
    path.join(folder, ".drover/agents/lines.yaml"),
    `executor: command\nformat: stream-json\nfields: { text: result }\ncommand: ${JSON.stringify([program])}\n`,
  );
  daemon = await serve(folder, [], { DROVER_SECRET_KEY: SECRET });
});

const ask = <T = Record<string, unknown>>(where: string, asked?: Parameters<typeof call>[3]): Promise<Answered<T>> =>
  call<T>(folder, daemon, where, asked);

interface Attempt {
  readonly gen: string;
  readonly isEnded: boolean;
  readonly status: string | null;
}

async function ended(workflow: string): Promise<Attempt> {
  const { run } = (await ask<{ run: string }>("/runs", { body: { workflow } })).body;
  await eventually(
    async () => (await ask<{ endedAt: number | null }>(`/runs/${run}`)).body.endedAt !== null,
    "its end",
  );
  const [attempt] = (await ask<{ items: Attempt[] }>(`/runs/${run}/attempts`)).body.items;
  if (attempt === undefined) throw new Error("nothing was started");
  return attempt;
}

interface Lines {
  readonly lines: readonly { readonly offset: number; readonly text: string }[];
  readonly from: number;
  readonly next: number;
  readonly size: number;
  readonly isEnded: boolean;
}

interface Hits {
  readonly hits: readonly { readonly offset: number }[];
  readonly next: number | null;
}

describe("the log of an attempt", () => {
  it("is given a window at a time, searched and downloaded, and shows no secret anywhere", async () => {
    const { gen, isEnded, status } = await ended("many");
    expect([isEnded, status]).toEqual([true, "succeeded"]);
    const all = (await ask<Lines>(`/attempts/${gen}/log/lines`)).body;
    expect(all.lines.map(({ text }) => text)).toEqual([
      ...Array.from({ length: 300 }, (_, i) => `line ${i + 1}`),
      `token ${"*".repeat(SECRET.length)} end`,
    ]);
    expect(all).toMatchObject({ from: 0, next: all.size, isEnded: true });
    const [hit] = (await ask<Hits>(`/attempts/${gen}/log/search?q=LINE+150`)).body.hits;
    const around = (await ask<Lines>(`/attempts/${gen}/log/lines?from=${(hit?.offset ?? 0) + 3}&align=true`)).body;
    expect(around.lines[0]).toMatchObject({ text: "line 150", offset: hit?.offset });
    const before = (await ask<Lines>(`/attempts/${gen}/log/lines?before=${hit?.offset}`)).body;
    expect(before.lines.at(-1)?.text).toBe("line 149");
    expect((await ask<Hits>(`/attempts/${gen}/log/search?q=hunter`)).body).toMatchObject({ hits: [], next: null });

    const file = await fetch(`${daemon.url}/api/v1/attempts/${gen}/log/file`, {
      headers: { authorization: `Bearer ${tokenOf(folder)}` },
    });
    expect(file.headers.get("content-disposition")).toBe(`attachment; filename="${gen}.stdout.log"`);
    expect(await file.text()).toBe(all.lines.map(({ text }) => `${text}\n`).join(""));
    const errors = (await ask<Lines>(`/attempts/${gen}/log/lines?stream=stderr`)).body;
    expect(errors.lines.map(({ text }) => text)).toEqual(["oops"]);
  });

  it("is refused where there is none, and for what no log can be asked", async () => {
    const { gen } = await ended("many");
    const [run] = gen.split(".");
    for (const what of ["log?offset", "log/stream?offset", "log/lines?from", "log/lines?before", "log/search?q=x&from"])
      expect((await ask(`/attempts/${gen}/${what}=1e300`)).body).toMatchObject({ code: "request.invalid" });
    for (const what of ["entries?limit=1&from", "entries/search?q=x&from"])
      expect((await ask(`/attempts/${gen}/${what}=1e300`)).body).toMatchObject({ code: "request.invalid" });
    for (const what of ["lines", "search?q=x", "file"])
      expect((await ask(`/attempts/${run}.99.9/log/${what}`)).body).toMatchObject({ code: "process.log" });
    expect((await ask(`/attempts/${gen}/log/search`)).status).toBe(400);
    expect((await ask(`/attempts/${gen}/log/search?q=`)).status).toBe(400);
    expect((await ask(`/attempts/${gen}/entries/search?q=x`)).body).toMatchObject({ code: "process.log" });
  });
});

it("gives an agent's entries page by page and finds a text in all of them, but no secret", async () => {
  const { gen } = await ended("talk");
  interface Page {
    readonly items: readonly { readonly text?: string }[];
    readonly total: number;
  }
  const whole = (await ask<Page>(`/attempts/${gen}/entries`)).body.items;
  const pages = await Promise.all(
    [0, 50, 100].map(async (from) => (await ask<Page>(`/attempts/${gen}/entries?from=${from}&limit=50`)).body),
  );
  expect(pages.flatMap(({ items }) => items)).toEqual(whole);
  expect(pages[0]?.total).toBe(whole.length);
  expect(JSON.stringify(pages)).not.toContain(SECRET);
  interface Found {
    readonly hits: readonly number[];
    readonly next: number | null;
  }
  const { hits } = (await ask<Found>(`/attempts/${gen}/entries/search?q=SAID+77&limit=1`)).body;
  expect(whole[hits[0] ?? -1]?.text).toContain("said 77");
  const back = (await ask<Found>(`/attempts/${gen}/entries/search?q=said&from=${hits[0]}&backward=true&limit=2`)).body;
  expect(back.hits).toEqual([hits[0], (hits[0] ?? 0) - 1]);
  expect((await ask<Found>(`/attempts/${gen}/entries/search?q=hunter2`)).body.hits).toEqual([]);
});
