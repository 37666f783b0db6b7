import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { processesWith, textOf, until } from "../executors/support.ts";
import { drover, json, project, root, start, temporaryFolder } from "./drover.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");

/** A project with these files in `.drover/agents`. */
function agents(files: Readonly<Record<string, string>>): string {
  const folder = project({});
  mkdirSync(path.join(folder, ".drover/agents"));
  for (const [name, text] of Object.entries(files)) writeFileSync(fileOf(folder, name), text);
  return folder;
}

const fileOf = (folder: string, name: string): string => path.join(folder, ".drover/agents", `${name}.yaml`);
const namesIn = (folder: string): string[] => readdirSync(path.join(folder, ".drover/agents")).toSorted();

/** An editor that writes this text at the end of the file. */
function editorThatAppends(text: string): Readonly<Record<string, string>> {
  const folder = temporaryFolder();
  const editor = path.join(folder, "editor");
  writeFileSync(editor, `#!/bin/sh\necho "editing" \nprintf '${text}' >>"$2"\n`);
  chmodSync(editor, 0o755);
  return { EDITOR: `'${editor}' --wait` };
}

describe.concurrent("drover agents", () => {
  it("lists profiles with their variants, all or those with a tag", async () => {
    const folder = agents({ own: "command: [cat]\ntags: [quick]\nvariants: { loud: { args: ['-v'] } }\n" });
    const { stdout, code } = await drover(folder, ["agents"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^own +command +\/\S+cat +variants: loud$/m);
    expect(stdout).toMatch(/^copilot +acp /m);
    const tagged = await json<{ name: string; variants: string[] }[]>(folder, ["agents", "--tag", "quick"]);
    expect(tagged).toMatchObject([{ name: "own", variants: ["loud"] }]);
    expect((await drover(folder, ["agents", "--tag", "none"])).stdout).toBe('No agent profile has the tag "none".\n');
  });

  it("knows no other commands than its own, and names the nearest", async () => {
    const { code, stderr } = await drover(temporaryFolder(), ["agents", "shw"]);
    expect(code).toBe(64);
    expect(stderr).toContain('there is no such command. Did you mean "show"?');
  });

  it("gives a step the variant that it names, and refuses one that there is not, with its place", async () => {
    const folder = agents({ own: "command: [cat]\nappend: Be brief.\nvariants: { kind: { append: Be kind. } }\n" });
    const flow = (agent: string): string =>
      `name: w\nworkspace: none\nsteps:\n  - { id: a, agent: '${agent}', prompt: Hello }\noutputs: { said: '\${{ steps.a.output.text }}' }\n`;
    for (const [agent, said] of [
      ["own", "Hello\n\nBe brief."],
      ["own:kind", "Hello\n\nBe kind."],
    ] as const) {
      writeFileSync(path.join(folder, "w.yaml"), flow(agent));
      const { stdout } = await drover(folder, ["run", "./w.yaml", "--json"]);
      expect(stdout).toContain(JSON.stringify(said));
    }
    writeFileSync(path.join(folder, "w.yaml"), flow("own:kin"));
    expect((await drover(folder, ["validate", "./w.yaml"])).stdout).toMatch(
      /w\.yaml:4:21 error D210.*The agent "own" has no variant "kin"[^]*try: own:kind/,
    );
  });
});

describe.concurrent("drover agents show", () => {
  it("shows what a profile comes to, where from, and no value of a variable", async () => {
    const folder = agents({
      gemini:
        "extends: gemini\nmodel: flash\nenv: { TOKEN: very-private }\nmcp: { docs: { command: [docs], env: { KEY: very-private } } }\n",
    });
    const { stdout, code } = await drover(folder, ["agents", "show", "gemini"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`# .drover/agents/gemini.yaml\n# extends ${root}/agents/gemini.yaml\n`);
    expect(stdout).toMatch(/^command: \[gemini, --acp\]$[^]*^model: flash$/m);
    expect(stdout).toContain("env: [GEMINI_CLI_TRUST_WORKSPACE, TOKEN]");
    const shown = await drover(folder, ["agents", "show", "gemini", "--json"]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      name: "gemini",
      env: ["GEMINI_CLI_TRUST_WORKSPACE", "TOKEN"],
      mcp: [{ name: "docs", env: ["KEY"] }],
      files: [fileOf(folder, "gemini"), path.join(root, "agents/gemini.yaml")],
    });
    const listed = await drover(folder, ["agents", "--json"]);
    expect(stdout + shown.stdout + listed.stdout).not.toContain("very-private");
  });

  it("names the nearest one for a name that nobody has", async () => {
    const { code, stderr } = await drover(temporaryFolder(), ["agents", "show", "gemnii"]);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean "gemini"?');
  });
});

describe.concurrent("drover agents add", () => {
  it("writes a profile that extends another, and one from a command line", async () => {
    const folder = project({});
    const first = await drover(folder, [
      "agents",
      "add",
      "flash",
      "--extends",
      "gemini",
      "--model",
      "flash",
      "--",
      "-d",
    ]);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("+ .drover/agents/flash.yaml\n") });
    const schema = "# yaml-language-server: $schema=https://drover.dev/schemas/agent.schema.json\n";
    expect(textOf(fileOf(folder, "flash"))).toBe(`${schema}extends: gemini\nargs: [-d]\nmodel: flash\n`);
    const own = ["agents", "add", "my", "--executor", "acp", "--tag", "a", "b", "--json", "--", "my-agent", "--acp"];
    const second = await drover(folder, own);
    expect(JSON.parse(second.stdout)).toEqual({ name: "my", file: fileOf(folder, "my") });
    expect(textOf(fileOf(folder, "my"))).toBe(`${schema}executor: acp\ntags: [a, b]\ncommand: [my-agent, --acp]\n`);
    expect((await json<{ command: string[] }>(folder, ["agents", "show", "flash"])).command).toEqual([
      "gemini",
      "--acp",
      "-d",
    ]);
  });

  it("points to the schema of a Drover that is installed in the project", async () => {
    const folder = project({});
    mkdirSync(path.join(folder, "node_modules/drover/schemas"), { recursive: true });
    writeFileSync(path.join(folder, "node_modules/drover/schemas/agent.schema.json"), "{}");
    await drover(folder, ["agents", "add", "my", "--", "cat"]);
    expect(textOf(fileOf(folder, "my"))).toMatch(
      /^# .*=\.\.\/\.\.\/node_modules\/drover\/schemas\/agent\.schema\.json\n/,
    );
  });

  it("replaces no file, writes none with a mistake, and none outside of the folder", async () => {
    const folder = agents({ own: "command: [cat]\n" });
    const add = (...args: string[]) => drover(folder, ["agents", "add", ...args]);
    expect(await add("own", "--extends", "gemini")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${fileOf(folder, "own")} is there`),
    });
    expect((await add("new", "--extends", "gemni")).stderr).toContain("Did you mean `gemini`?");
    expect((await add("new", "--executor", "apc", "--", "x")).stderr).toContain("Did you mean `acp`?");
    expect((await add("new", "--model", "m", "--", "x")).stderr).toContain("`model` means nothing to a `command`");
    expect(await add("../../new", "--", "x")).toMatchObject({ code: 64 });
    expect(await add("new:er", "--", "x")).toMatchObject({ code: 64 });
    expect(await add("new")).toMatchObject({ code: 64, stderr: expect.stringContaining("out of nothing") });
    expect(namesIn(folder)).toEqual(["own.yaml"]);
    expect(textOf(fileOf(folder, "own"))).toBe("command: [cat]\n");
    expect(existsSync(path.join(folder, "new.yaml"))).toBe(false);
  });
});

describe.concurrent("drover agents edit", () => {
  it("opens the file, begins an extension of a shipped one, and tells the mistakes with their places", async () => {
    const folder = project({});
    const good = await drover(folder, ["agents", "edit", "gemini"], { env: editorThatAppends("model: flash\\n") });
    expect(good).toMatchObject({ code: 0, stdout: "" });
    expect(textOf(fileOf(folder, "gemini"))).toMatch(/\nextends: gemini\nmodel: flash\n$/);
    const bad = await drover(folder, ["agents", "edit", "gemini", "--json"], { env: editorThatAppends("mdoel: x\\n") });
    expect(bad.code).toBe(2);
    const mistake = `${fileOf(folder, "gemini")}:4:8: Unknown key \`mdoel\`. Did you mean \`model\`?`;
    expect(JSON.parse(bad.stdout)).toMatchObject({ isNew: false, mistakes: [mistake] });
    const mended = await drover(folder, ["agents", "edit", "gemini"], { env: { EDITOR: "sed -i /mdoel/d" } });
    expect(mended).toMatchObject({ code: 0, stderr: "" });
  });

  it("needs an editor, and an agent", async () => {
    const folder = project({});
    expect(await drover(folder, ["agents", "edit", "gemini"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("set EDITOR"),
    });
    const env = { EDITOR: "true" };
    expect((await drover(folder, ["agents", "edit", "gemnii"], { env })).stderr).toContain('Did you mean "gemini"?');
    expect((await drover(folder, ["agents", "edit", "gemini"], { env: { EDITOR: "false" } })).code).toBe(64);
  });
});

describe.concurrent("drover agents remove", () => {
  it("removes the project's own file; what ships with Drover is there again", async () => {
    const folder = agents({ gemini: "extends: gemini\nmodel: flash\n" });
    const { code, stdout } = await drover(folder, ["agents", "remove", "gemini"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "- .drover/agents/gemini.yaml\n" });
    expect(await json<object>(folder, ["agents", "show", "gemini"])).toMatchObject({ model: null });
    const again = await drover(folder, ["agents", "remove", "gemini"]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("it ships with Drover") });
  });

  it("keeps what others extend, and takes a file with mistakes", async () => {
    const folder = agents({ base: "command: [cat]\n", own: "extends: base\n", broken: "command: cat\n" });
    const { code, stderr } = await drover(folder, ["agents", "remove", "base"]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${fileOf(folder, "own")}:1:10: No profile is named \`base\`.`);
    expect((await drover(folder, ["agents", "remove", "broken"])).code).toBe(0);
    expect(namesIn(folder)).toEqual(["base.yaml", "own.yaml"]);
  });
});

interface Checked {
  readonly name: string;
  readonly isOk: boolean;
  readonly isInstalled: boolean;
  readonly path: string | null;
  readonly version: string | null;
  readonly login: { readonly state: string; readonly signs: readonly string[] };
  readonly turn: {
    readonly status: string;
    readonly text: string;
    readonly usage: object;
    readonly tookMs: number;
  } | null;
}

/** Writes too much for one small turn, and does not end by itself. */
const FLOOD = (seconds: string): string => `head -c 17000000 /dev/zero; sleep ${seconds}`;

describe.concurrent("drover agents check", () => {
  const check = async (folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr, code } = await drover(folder, ["agents", "check", ...args, "--json"], { env });
    if (stdout === "") throw new Error(stderr);
    return { code, found: JSON.parse(stdout) as Checked[] };
  };

  it("tells program, version and signs of a login, and fails for what is not installed", async () => {
    const folder = agents({
      claude: "command: [claude]\ninherit: [ANTHROPIC_API_KEY]\n",
      cat: "command: [cat]\n",
      absent: "command: [no-such-agent]\ninstall: fetch-it\ninherit: [SOME_API_KEY]\n",
    });
    const [bin, home] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(path.join(bin, "claude"), "#!/bin/sh\necho '1.2.3 (fake)'\n");
    chmodSync(path.join(bin, "claude"), 0o755);
    const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: home };
    expect(await check(folder, ["claude", "cat"], env)).toMatchObject({
      code: 0,
      found: [
        {
          name: "claude",
          isOk: true,
          path: path.join(bin, "claude"),
          version: "1.2.3 (fake)",
          login: { state: "not-found", signs: [] },
          turn: null,
        },
        { name: "cat", isOk: true, login: { state: "unknown" } },
      ],
    });
    mkdirSync(path.join(home, ".claude"));
    const file = path.join(home, ".claude/.credentials.json");
    writeFileSync(file, "very-private", { mode: 0o000 });
    const keyed = await check(folder, ["claude"], { ...env, ANTHROPIC_API_KEY: "very-private" });
    expect(keyed.found).toMatchObject([{ login: { state: "found", signs: ["ANTHROPIC_API_KEY", file] } }]);
    expect(JSON.stringify(keyed)).not.toContain("very-private");
    const all = await check(folder, [], env);
    expect(all.code).toBe(1);
    expect(all.found.flatMap(({ name, isOk }) => (isOk ? [] : [name]))).toEqual(["absent"]);
    const { stdout, code } = await drover(folder, ["agents", "check", "absent"], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^absent +not installed +unknown +no sign of one$/m);
    expect(stdout).toMatch(/^✗ absent: Cannot start "no-such-agent": it is not on PATH\..* To install it: fetch-it$/m);
  });

  it("has an agent take a turn, and leaves neither processes nor folders of it", async () => {
    const sessions = temporaryFolder();
    const folder = agents({
      talks: `executor: acp\ncommand: [${process.execPath}, ${AGENT}]\nenv: { ACP_SESSIONS: ${JSON.stringify(sessions)} }\n`,
    });
    const temporary = temporaryFolder();
    const { code, found } = await check(folder, ["talks", "--turn"], { TMPDIR: temporary });
    expect(code).toBe(0);
    expect(found).toMatchObject([
      {
        isOk: true,
        turn: { status: "succeeded", text: "I was told: Answer with the word ready.", usage: { inputTokens: 12 } },
      },
    ]);
    expect(found[0]!.turn!.tookMs).toBeGreaterThan(0);
    expect(readdirSync(temporary)).toEqual([]);
    expect(processesWith(AGENT).filter((pid) => textOf(`/proc/${pid}/environ`).includes(sessions))).toEqual([]);
    const { stdout } = await drover(folder, ["agents", "check", "talks", "--turn"]);
    expect(stdout).toMatch(/^talks .* I was told: Answer with the word ready\. \S+ tokens: 12 in, 3 out$/m);
  });

  it("fails with the agent's own words when the turn fails, and when it takes too long", async () => {
    const folder = agents({
      bad: "command: [sh, -c, 'echo nobody is logged in >&2; exit 3']\n",
      slow: "command: [sleep, '60.25']\n",
    });
    const bad = await drover(folder, ["agents", "check", "bad", "--turn"]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain("✗ bad: exited with code 3: nobody is logged in");
    const slow = await check(folder, ["slow", "--turn", "--timeout", "300ms"]);
    expect(slow).toMatchObject({ code: 1, found: [{ isOk: false, turn: { status: "timed_out" } }] });
    expect(processesWith("60.25")).toEqual([]);
  });

  it("ends an agent that writes without end", async () => {
    const folder = agents({ flood: `command: [sh, -c, ${JSON.stringify(FLOOD("64.25"))}]\n` });
    const temporary = temporaryFolder();
    const { stdout, code } = await drover(folder, ["agents", "check", "flood", "--turn"], {
      env: { TMPDIR: temporary },
    });
    expect(code).toBe(1);
    expect(stdout).toContain("✗ flood: wrote more than its limit of 16,777,216 bytes and was ended");
    expect(processesWith("64.25")).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each([
    ["SIGINT", "61.25"],
    ["SIGHUP", "62.25"],
  ] as const)("ends the agent when it is interrupted itself, by %s", async (signal, seconds) => {
    const folder = agents({ slow: `command: [sleep, '${seconds}']\n` });
    const temporary = temporaryFolder();
    const going = start(folder, ["agents", "check", "slow", "--turn"], { env: { TMPDIR: temporary } });
    await until(() => processesWith(seconds).length > 0);
    going.child.kill(signal);
    expect(await going.ended).toMatchObject({ code: 1, stdout: expect.stringContaining("canceled") });
    expect(processesWith(seconds)).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("has no agent take a turn that nobody named", async () => {
    const { code, stderr } = await drover(temporaryFolder(), ["agents", "check", "--turn"]);
    expect(code).toBe(64);
    expect(stderr).toContain("name those that you mean");
  });
});

describe.concurrent("what an agent offers", () => {
  const talking = (can: string, sessions: string): string =>
    `executor: acp\ncommand: [${process.execPath}, ${AGENT}]\nenv: { ACP_SESSIONS: ${JSON.stringify(sessions)}, ACP_CAN: "${can}" }\n`;

  it("is asked of the agent itself, which is ended, and kept until it is asked anew", async () => {
    const sessions = temporaryFolder();
    const folder = agents({ talks: talking("offers", sessions) });
    mkdirSync(path.join(folder, ".drover/state"));
    const asked = (): number => textOf(path.join(sessions, "asked")).split("\n").length - 1;
    const show = ["agents", "show", "talks", "--models", "--modes", "--commands"];
    const { stdout } = await drover(folder, show);
    expect(stdout).toMatch(/^small {2}Quick\.\nlarge\nplan {2}Plan\n\/compact {2}Makes room\.\n\/init\n# As it said /);
    expect(await json<object>(folder, show)).toMatchObject({
      name: "talks",
      models: [
        { id: "small", about: "Quick." },
        { id: "large", about: null },
      ],
      commands: [{ id: "compact" }, { id: "init", about: null }],
    });
    expect(asked()).toBe(1);
    await drover(folder, [...show, "--fresh"]);
    expect(asked()).toBe(2);
    // Another account may be offered other models.
    const profile = path.join(folder, ".drover/agents/talks.yaml");
    writeFileSync(profile, textOf(profile).replace("env: { ", "env: { ACCOUNT: second, "));
    await drover(folder, show);
    expect(asked()).toBe(3);
    expect(existsSync(path.join(sessions, "turns"))).toBe(false);
    expect(processesWith(AGENT).filter((pid) => textOf(`/proc/${pid}/environ`).includes(sessions))).toEqual([]);
  });

  it("is asked of Codex and of Claude, in the same form, which neither takes for work", async () => {
    const home = temporaryFolder();
    const of = (name: "codex" | "claude", variable: string): string =>
      `executor: ${name}\ncommand: [${process.execPath}, ${path.join(root, `test/fixtures/${name}-agent.mjs`)}]\nenv: { ${variable}: ${JSON.stringify(home)} }\n`;
    const folder = agents({ cod: of("codex", "CODEX_THREADS"), clau: of("claude", "CLAUDE_SESSIONS") });
    const show = async (name: string) =>
      (await drover(folder, ["agents", "show", name, "--models", "--modes", "--commands"])).stdout;
    expect(await show("cod")).toMatch(
      /^large {2}Thorough\.\nsmall {2}Small\nIt names no modes\.\nIt names no commands\.\n# As it said /,
    );
    expect(await show("clau")).toMatch(
      /^default {2}What is recommended\.\nhaiku {4}Haiku\nIt names no modes\.\n\/compact {2}Makes room\.\n# As it said /,
    );
    expect(existsSync(path.join(home, "turns"))).toBe(false);
    expect(processesWith("-agent.mjs").filter((pid) => textOf(`/proc/${pid}/environ`).includes(home))).toEqual([]);
  });

  it("is given up when the agent writes without end", async () => {
    const folder = agents({ flood: `executor: acp\ncommand: [sh, -c, ${JSON.stringify(FLOOD("65.25"))}]\n` });
    const temporary = temporaryFolder();
    const { stderr, code } = await drover(folder, ["agents", "show", "flood", "--models"], {
      env: { TMPDIR: temporary },
    });
    expect(code).not.toBe(0);
    expect(stderr).toContain('Cannot ask agent "flood": it wrote more than 16,777,216 bytes without an answer');
    expect(processesWith("65.25")).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("is unknown where it does not say, and its own words tell why it cannot", async () => {
    const sessions = temporaryFolder();
    const folder = agents({
      silent: talking("load", sessions),
      broken: `executor: acp\ncommand: [sh, ${JSON.stringify(path.join(sessions, "broken.sh"))}]\n`,
      gone: "executor: acp\ncommand: ['true']\n",
      codex_gone: "executor: codex\ncommand: ['true']\n",
      claude_gone: "executor: claude\ncommand: ['true']\n",
    });
    const refusal = '{"id": 1, "error": {"message": "log in first"}}';
    writeFileSync(path.join(sessions, "broken.sh"), `read line; echo '${refusal}'\n`);
    expect((await drover(folder, ["agents", "show", "silent", "--models"])).stdout).toMatch(/^It names no models\.\n/);
    expect(existsSync(path.join(folder, ".drover/state"))).toBe(false);
    const said = async (name: string) => (await drover(folder, ["agents", "show", name, "--models"])).stderr;
    expect(await said("broken")).toContain('Cannot ask agent "broken": log in first.');
    for (const gone of ["gone", "codex_gone", "claude_gone"])
      expect(await said(gone)).toContain(`Cannot ask agent "${gone}": it said nothing more.`);
    expect(await said("echo")).toContain("executor `command` has no way to do so");
    expect(await said("gemini")).toContain("Install it");
  });
});
