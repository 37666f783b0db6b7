import { createHmac } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { ask, call, isAlive, serve, type Status } from "./support.ts";

const WAITS = "workspace: none\ninputs: { who: { type: string, default: x } }\nsteps:\n  - { id: ok, approve: now }\n";
const TRIGGERS = `- { name: drops, workflow: files, inbox: inbox }
- { name: hook, workflow: waits, webhook: go, secret: HOOK, with: { who: "\${{ request.body.who }}" } }
- { name: large, workflow: waits, webhook: large, insecure: true, max-size: 3M, with: { who: large } }
`;

let folder: string;
let daemon: Status;

beforeAll(async () => {
  folder = project({ waits: WAITS, files: WAITS });
  mkdirSync(path.join(folder, "inbox"));
  writeFileSync(path.join(folder, ".drover/triggers.yaml"), TRIGGERS);
  daemon = await serve(folder, ["--idle-exit", "3s"]);
});

interface Trigger {
  readonly name: string;
  readonly counts: { readonly started: number; readonly rejected: number };
  readonly problem: string | null;
}

const trigger = async (name: string): Promise<Trigger> => {
  const { body } = await call<{ items: Trigger[] }>(folder, daemon, "/triggers");
  const found = body.items.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no trigger ${name}`);
  return found;
};

const drop = (name: string, text: string): void => writeFileSync(path.join(folder, "inbox", name), text);

describe("a daemon's triggers", () => {
  it("start runs for the files that are dropped, and stay though nothing else is to do", async () => {
    drop("one.md", "---\nwho: ada\n---\nhello\n");
    await eventually(async () => (await trigger("drops")).counts.started === 1, "the file's run has started");
    const { body } = await call<{ items: { run: string }[] }>(folder, daemon, "/runs?q=ada");
    expect(body.items).toHaveLength(1);
    expect(isAlive(daemon.pid)).toBe(true);
  });

  it("keep what they could not start, with the reason, until it is replayed", async () => {
    drop("bad.yaml", "woh: ada\n");
    const letters = async () =>
      (await call<{ items: { id: string; reason: string }[] }>(folder, daemon, "/triggers/drops/letters")).body.items;
    await eventually(async () => (await letters()).length === 1, "the file is rejected");
    const [letter] = await letters();
    expect(letter?.reason).toContain("woh");
    const shown = await ask(folder, ["triggers", "letters", "drops"]);
    expect(shown.stdout).toContain("woh");
    writeFileSync(path.join(folder, ".drover/workflows/files.yaml"), `name: files\n${WAITS.replace("who:", "woh:")}`);
    await call(folder, daemon, "/triggers/reload", { method: "POST" });
    const replayed = await ask(folder, ["triggers", "replay", "drops", letter?.id ?? "", "--json"]);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ outcome: "started" });
    expect(await letters()).toEqual([]);
    expect((await call(folder, daemon, "/triggers/nobody/letters")).body).toMatchObject({ code: "trigger.unknown" });
  });

  it("take a webhook that is signed, once, and tell when a secret is missing", async () => {
    const send = (body: string, key: string): Promise<Response> =>
      fetch(`${daemon.url}/hooks/go`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-hub-signature-256": `sha256=${createHmac("sha256", key).update(body).digest("hex")}`,
          "x-github-delivery": "first",
        },
        body,
      });
    const body = JSON.stringify({ who: "bob" });
    expect((await trigger("hook")).problem).toContain("HOOK");
    expect((await send(body, "secret")).status).toBe(503);
    await ask(folder, ["stop"]);
    daemon = await serve(folder, [], { DROVER_SECRET_HOOK: "secret" });
    expect((await send(body, "guessed")).status).toBe(401);
    const answers = [await send(body, "secret"), await send(body, "secret")];
    expect(answers.map(({ status }) => status)).toEqual([202, 200]);
    const runs = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { run: string }).run));
    expect(runs[0]).toBe(runs[1]);
    expect((await call(folder, daemon, `/runs/${runs[0] ?? ""}`)).body).toMatchObject({ inputs: { who: "bob" } });
  });

  it("take bodies of the size that each says, and tell which that is", async () => {
    const send = (name: string, bytes: number): Promise<Response> =>
      fetch(`${daemon.url}/hooks/${name}`, {
        method: "POST",
        headers: { "content-type": "text/plain" },
        body: "x".repeat(bytes),
      });
    expect((await send("large", 2 * 1024 ** 2)).status).toBe(202);
    const refused = await Promise.all([send("large", 3 * 1024 ** 2 + 1), send("go", 1024 ** 2 + 1)]);
    for (const [i, answer] of refused.entries()) {
      expect(answer.status).toBe(413);
      expect(((await answer.json()) as { detail: string }).detail).toContain(
        `larger than ${i === 0 ? 3145728 : 1048576} bytes`,
      );
    }
    expect((await send("nobody", 10)).status).toBe(404);
  });

  it("are listed by the command line", async () => {
    const { code, stdout } = await ask(folder, ["triggers"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/drops\s+inbox\s+files\s+active/);
  });
});
