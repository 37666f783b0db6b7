import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { newFolder, startNode, textOf, until } from "../executors/support.ts";
import { ENGINE, placeOf, sessionOf, setUp } from "./opencode-support.ts";

type Setting = ReturnType<typeof setUp>;

const recalling = { prompt: JSON.stringify([{ recall: true }]), fork: true };

/** Sessions as they were opened, copied and deleted. */
const openedIn = ({ linesOf }: Setting): readonly JsonObject[] => linesOf("opened").map((line) => JSON.parse(line));
const copiesIn = (setting: Setting) => openedIn(setting).filter(({ from }) => from !== undefined);

/** A session with two turns, and how it can be forked after the first. */
async function begun(more: Parameters<typeof setUp>[0] = {}) {
  const setting = setUp(more);
  const first = await setting.ask([{ say: "one" }]);
  const session = sessionOf(first);
  const second = await setting.ask([{ say: "two" }], { session });
  return { ...setting, session, after: { session, sessionAt: placeOf(first), params: recalling }, second };
}

describe("a copy of OpenCode's session up to a message", () => {
  it("knows what was said until then, and the session stays as it is", async () => {
    const { ask, session, after } = await begun();
    const copy = await ask([], after);
    expect(copy).toMatchObject({ status: "succeeded", output: { text: "before: one" } });
    expect(sessionOf(copy)).not.toBe(session);
    expect(await ask([{ recall: true }], { session })).toMatchObject({ output: { text: "before: one / two" } });
    expect(await ask([{ recall: true }], { session: sessionOf(copy) })).toMatchObject({
      output: { text: "before: one / before: one", session: sessionOf(copy) },
    });
  });

  it("is all of it where nothing was said since", async () => {
    const setting = await begun();
    const copy = await setting.ask([], { ...setting.after, sessionAt: placeOf(setting.second) });
    expect(copy).toMatchObject({ status: "succeeded", output: { text: "before: one / two" } });
    expect(copiesIn(setting)).toHaveLength(1);
  });

  it("is made while others are at work in the session, and made anew when they say something in the middle of it", async () => {
    const setting = await begun();
    const { ask, session, sessions, second, cwd } = setting;
    const go = path.join(cwd, "go");
    const main = ask([{ say: "three" }, { wait: go }], { session });
    await until(() => textOf(path.join(sessions, `${session}.session`)).includes("three"));
    expect(await ask([], setting.after)).toMatchObject({ output: { text: "before: one" } });
    expect(await ask([], { ...setting.after, sessionAt: placeOf(second) })).toMatchObject({
      output: { text: "before: one / two" },
    });
    fs.writeFileSync(go, "");
    const third = await main;
    const later = [
      { id: "msg_later", role: "assistant" },
      { of: "msg_later", text: "four" },
    ];
    fs.writeFileSync(
      path.join(sessions, `${session}.meanwhile`),
      later.map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
    const copy = await ask([], { ...setting.after, sessionAt: placeOf(third) });
    expect(copy).toMatchObject({ output: { text: "before: one / two / three" } });
    const [longer, cut] = copiesIn(setting).slice(-2);
    expect([longer?.["messageID"], cut]).toMatchObject([
      undefined,
      { messageID: "msg_later", opened: sessionOf(copy) },
    ]);
    expect(openedIn(setting)).toContainEqual({ deleted: longer?.["opened"] });
  });

  it("fails where no copy ends there, and gives no prompt to a longer one", async () => {
    const setting = await begun({ env: {} });
    const { ask, profile, linesOf, after } = setting;
    const turns = linesOf("turns").length;
    Object.assign(profile.env, { OPENCODE_WHOLE: "1" });
    expect(await ask([], after)).toMatchObject({
      status: "failed",
      error: { message: expect.stringMatching(/copied up to message msg_.*, but no copy ends there/) as string },
    });
    expect(linesOf("turns")).toHaveLength(turns);
    const deleted = openedIn(setting).flatMap((one) => one["deleted"] ?? []);
    expect(deleted).toEqual(copiesIn(setting).map(({ opened }) => opened));
  });

  it.each<[string, (file: string, place: string) => void]>([
    ["session", (file) => fs.rmSync(file)],
    ["message", (file, place) => fs.writeFileSync(file, textOf(file).replaceAll(place, "msg_other"))],
  ])("is a session of its own, handed what was said, where its %s is gone", async (what, remove) => {
    const { ask, sessions, session, after, entries, linesOf } = await begun();
    remove(path.join(sessions, `${session}.session`), after.sessionAt);
    const copy = await ask([], { ...after, conversation: Gen("run.1.0") });
    expect(copy).toMatchObject({
      status: "succeeded",
      output: { sessionAt: expect.stringMatching(/^msg_/) as string },
    });
    expect(copy.output["text"]).toMatch(/^I was told: What was said and done here before .*one/s);
    expect(copy.output["text"]).not.toContain("two");
    expect(sessionOf(copy)).not.toBe(session);
    expect(entries("run.3.0").filter(({ type }) => type === "system")).toContainEqual(
      expect.objectContaining({
        text: expect.stringMatching(/cannot go on with its session: .* handed over/) as string,
      }),
    );
    // Where nobody knows what was said, its own words tell what is missing.
    const turns = linesOf("turns").length;
    const message = what === "session" ? `Session not found: ${session}` : `Message not found: ${after.sessionAt}`;
    expect(await ask([], after)).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining(message) as string },
    });
    expect(linesOf("turns")).toHaveLength(turns);
  });

  it("works where its attempt does, in another worktree than the session", async () => {
    const setting = await begun();
    const { ask, after, linesOf } = setting;
    const elsewhere = fs.realpathSync(newFolder());
    const workspace = { kind: "none", path: elsewhere, repo: null, branch: null, base: null, target: null } as const;
    const copy = await ask([], { ...after, workspace });
    expect(copy).toMatchObject({ status: "succeeded", output: { text: "before: one" } });
    const { directory, sessionID } = JSON.parse(linesOf("turns").at(-1) ?? "{}");
    expect([directory, sessionID]).toEqual([elsewhere, sessionOf(copy)]);
  });

  it("is made once, though the engine dies before the prompt and does not know that it has asked for it", async () => {
    const setting = await begun();
    const { ask, folder, cwd, profile, session, sessions, after } = setting;
    const hold = path.join(sessions, `${session}.hold`);
    fs.writeFileSync(hold, "");
    const gen = "run.3.0";
    const what = { folder, cwd, gen, profile, ...after, prompt: recalling.prompt, fork: true };
    const engine = startNode(ENGINE, [JSON.stringify(what)]);
    await until(() => copiesIn(setting).length > 0);
    engine.kill();
    await engine.exit;
    const said = path.join(folder, gen, "said");
    // Killed between the line and its mark.
    fs.writeFileSync(said, textOf(said).replace(/\.\n$/, ""));
    const copy = ask([], { ...after, gen: Gen(gen), recovering: true });
    await until(() => textOf(said).split("session/fork").length === 3);
    fs.rmSync(hold);
    expect(await copy).toMatchObject({ status: "succeeded", output: { text: "before: one" } });
    expect(copiesIn(setting)).toMatchObject([{ from: session, opened: sessionOf(await copy) }]);
  });
});

describe("where OpenCode's session stands", () => {
  it("is told after a turn that has ended, failed or not, and after no other", async () => {
    const { ask } = setUp();
    const first = await ask([{ say: "one" }]);
    expect(first.output["sessionAt"]).toMatch(/^msg_/);
    const session = sessionOf(first);
    const blame = { error: { name: "APIError", data: { message: "no more", statusCode: 429 } } };
    const failed = await ask([{ say: "two" }, { blame }], { session });
    expect(failed).toMatchObject({ status: "failed", output: { sessionAt: expect.stringMatching(/^msg_/) as string } });
    expect(placeOf(failed)).not.toBe(placeOf(first));
    const cut = await ask([{ say: "three" }, { exit: 0 }], { session });
    expect(cut).toMatchObject({ status: "failed", output: { session } });
    expect(cut.output).not.toHaveProperty("sessionAt");
  });
});
