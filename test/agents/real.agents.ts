import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { AskRequest, Desk } from "../../src/core/ask.ts";
import { Gen } from "../../src/core/ids.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { NO_LIMITS, attemptIn, NOTHING_ALLOWED, quietDesk } from "../actions/support.ts";
import { newFolder, newHost, startNode, textOf, until } from "../executors/support.ts";
import { startFakeLlm } from "./scripted-model.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const ENGINE = path.join(root, "test/fixtures/talking-engine.mjs");
const programs = JSON.parse(process.env["DROVER_TEST_AGENTS"] ?? "{}") as Record<string, string>;
const shipped = loadProfiles([path.join(root, "agents")], parseYaml);

let model: Awaited<ReturnType<typeof startFakeLlm>>;
beforeAll(async () => {
  model = await startFakeLlm({ port: 0 });
});
afterAll(() => model.close());

interface Kind {
  readonly args: () => readonly string[];
  readonly model?: string;
  /** The variables that lead it to the model. */
  readonly env: () => Record<string, string>;
  /** What its HOME holds: no telemetry, no updates, no login. */
  readonly files: Record<string, object>;
  readonly continues: boolean;
  /** A command that it asks leave for. */
  readonly forbidden?: (cmd: string) => object;
  /** What shows that its answer has begun. */
  readonly speaks: string;
}

const QUIET = {
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, disableAutoUpdate: true },
};
const KINDS: Record<string, Kind> = {
  gemini: {
    args: () => ["-m", "gemini-2.5-pro"],
    env: () => ({ GOOGLE_GEMINI_BASE_URL: model.url, GEMINI_API_KEY: "unlikely-dummy-key" }),
    files: { ".gemini/settings.json": { ...QUIET, security: { auth: { selectedType: "gemini-api-key" } } } },
    // Answers "No previous sessions found for this project" to `session/load` of what another process of its own has saved.
    continues: false,
    speaks: "agent_message_chunk",
  },
  qwen: {
    args: () => [],
    env: () => ({
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: "unlikely-dummy-key",
      OPENAI_MODEL: "fake-model",
    }),
    files: { ".qwen/settings.json": { ...QUIET, security: { auth: { selectedType: "openai" } } } },
    continues: true,
    speaks: "agent_message_chunk",
  },
  opencode: {
    args: () => [],
    env: () => ({
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        provider: {
          fake: {
            npm: "@ai-sdk/openai-compatible",
            options: { baseURL: `${model.url}/v1`, apiKey: "unlikely-dummy-key" },
            models: { "fake-model": {} },
          },
        },
        model: "fake/fake-model",
        permission: { bash: "ask", edit: "ask" },
        autoupdate: false,
        share: "disabled",
      }),
    }),
    files: {},
    continues: true,
    speaks: "agent_message_chunk",
  },
  claude: {
    args: () => [],
    env: () => ({
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: "unlikely-dummy-key",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_MAX_RETRIES: "2",
      DISABLE_AUTOUPDATER: "1",
      IS_SANDBOX: "1",
    }),
    files: {},
    continues: true,
    speaks: "content_block_delta",
  },
  codex: {
    args: () =>
      [
        'model_provider="scripted"',
        // A provider of one's own: the built-in one tries websockets first.
        `model_providers.scripted={name="scripted",base_url="${model.url}/v1",wire_api="responses",env_key="SCRIPTED_KEY",request_max_retries=1,stream_max_retries=2}`,
        "analytics.enabled=false",
        "check_for_update_on_startup=false",
        "features.plugins=false",
        "features.apps=false",
      ].flatMap((setting) => ["-c", setting]),
    // The newest one with plain tools; later ones write programs.
    model: "gpt-5.5",
    env: () => ({ SCRIPTED_KEY: "unlikely-dummy-key" }),
    files: {},
    continues: true,
    // Its sandbox runs commands without asking; leave is needed for what has to get out of it.
    forbidden: (cmd) => ({
      call: { name: "exec_command", args: { cmd, sandbox_permissions: "require_escalated", justification: "Needed." } },
    }),
    speaks: "item/agentMessage/delta",
  },
  copilot: {
    args: () => [],
    env: () => ({
      COPILOT_PROVIDER_BASE_URL: `${model.url}/v1`,
      COPILOT_PROVIDER_TYPE: "openai",
      COPILOT_PROVIDER_API_KEY: "unlikely-dummy-key",
      COPILOT_MODEL: "fake-model",
      COPILOT_OFFLINE: "true",
      // It unpacks 235 MB into every home.
      XDG_CACHE_HOME: process.env["DROVER_TEST_CACHE"] ?? "",
    }),
    files: {},
    continues: true,
    speaks: "agent_message_chunk",
  },
  droid: {
    args: () => [],
    // Any key will do where there is no network to check it.
    env: () => ({ FACTORY_API_KEY: "fk-unlikely-dummy-key" }),
    get files() {
      const fake = {
        model: "fake-model",
        displayName: "Fake",
        baseUrl: `${model.url}/v1`,
        apiKey: "unlikely-dummy-key",
        provider: "generic-chat-completion-api",
      };
      return { ".factory/settings.json": { customModels: [fake] } };
    },
    continues: true,
    speaks: "agent_message_chunk",
    model: "custom:Fake-0",
  },
};

const promptOf = (steps: readonly object[]): string => `Follow the script. %%${JSON.stringify(steps)}%%`;
const sessionOf = ({ output: { session } }: Outcome): string => (typeof session === "string" ? session : "none");

function setUp(name: string, changed: Partial<AgentProfile> = {}) {
  const { host, cwd, folder } = newHost(2000);
  const home = newFolder();
  const kind = KINDS[name]!;
  for (const [file, value] of Object.entries(kind.files)) {
    fs.mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    fs.writeFileSync(path.join(home, file), JSON.stringify(value));
  }
  const own = shipped.get(name);
  const [, ...args] = own.command;
  const env = { ...own.env, ...kind.env(), HOME: home, LANG: "C.UTF-8" };
  const command = [programs[name] ?? name, ...args, ...kind.args()];
  const profile: AgentProfile = { ...own, command, model: kind.model ?? own.model, env, inherit: [], ...changed };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: EXECUTORS,
    defaultAgent: name,
    ...NO_LIMITS,
    changed: () => Promise.resolve([]),
  });
  let count = 0;
  const ask = (steps: readonly object[], more: Partial<Attempt> = {}) =>
    action.perform(
      attemptIn(cwd, {
        gen: Gen(`run.${++count}.0`),
        params: { prompt: promptOf(steps), session: "continue" },
        idleMs: 60_000,
        ...more,
      }),
    );
  return { cwd, folder, profile, ask };
}

describe.each(Object.keys(programs))("%s", (name) => {
  it("answers", async () => {
    const outcome = await setUp(name).ask([{ say: "Hello from the scripted model." }]);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Hello from the scripted model." } });
  });

  it("edits a file, as its profile allows", async () => {
    const { ask, cwd } = setUp(name);
    const file = path.join(cwd, "hello.txt");
    const outcome = await ask([{ say: "Writing.", write: { path: file, content: "hello\n" } }, { say: "Done." }]);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Done." } });
    expect(textOf(file)).toBe("hello\n");
  });

  it("runs no command that no rule allows, and gives no false success", async () => {
    const { ask, cwd } = setUp(name);
    const cmd = `node -e "require('fs').writeFileSync('ran.txt','x')"`;
    const outcome = await ask([KINDS[name]?.forbidden?.(cmd) ?? { bash: { cmd } }, { say: "It was denied." }]);
    expect(fs.existsSync(path.join(cwd, "ran.txt"))).toBe(false);
    // Gemini tells its model and goes on; the others end their turn without a word.
    const said = outcome.status === "succeeded" ? outcome.output["text"] : outcome.error?.message;
    expect(said).toMatch(outcome.status === "succeeded" ? /^It was denied\.$/ : /after it was denied/);
  });

  it.runIf(KINDS[name]?.continues === true)("continues its session", async () => {
    const { ask } = setUp(name);
    const session = sessionOf(await ask([{ say: "One." }]));
    const second = await ask([{ say: "Two." }], { session });
    expect(second).toMatchObject({ status: "succeeded", output: { text: "Two.", session } });
  });

  it("outlives an engine that is killed with -9 in mid-turn, and is adopted", async () => {
    const { ask, folder, cwd, profile } = setUp(name);
    const gen = Gen("run.0.9");
    const steps = [{ say: "Spoken slowly enough to outlive an engine, word by word by word.", pace: 400 }];
    const what = { folder, cwd, gen, profile, prompt: promptOf(steps), session: null };
    const engine = startNode(ENGINE, [JSON.stringify(what)]);
    await until(() => textOf(path.join(folder, gen, "stdout")).includes(KINDS[name]?.speaks ?? "?"));
    engine.kill();
    await engine.exit;
    const said = textOf(path.join(folder, gen, "said"));
    expect(await ask(steps, { gen, recovering: true })).toMatchObject({
      status: "succeeded",
      output: { text: steps[0]?.say },
    });
    expect(textOf(path.join(folder, gen, "said"))).toBe(said);
  });
});

describe.runIf("codex" in programs)("codex, by its app-server", () => {
  const USED_BY_ONE_REQUEST = { inputTokens: 800, cacheReadTokens: 200, outputTokens: 50, totalTokens: 1050 };

  it("tells what it has used in this conversation, without what its thread has used before", async () => {
    const { ask } = setUp("codex");
    const first = await ask([{ say: "One." }]);
    expect(first).toMatchObject({ output: { usage: USED_BY_ONE_REQUEST } });
    const second = await ask([{ say: "Two." }], { session: sessionOf(first) });
    expect(second).toMatchObject({ output: { text: "Two.", usage: USED_BY_ONE_REQUEST } });
  });

  it("takes a message into the turn that is under way", async () => {
    const { ask, folder } = setUp("codex");
    const heard = (): string => textOf(path.join(folder, "run.1.0", "stdout"));
    const speaks = until(() => heard().includes("agentMessage/delta"));
    let isTold = false;
    const waiting = [{ id: "m1", text: promptOf([{ say: "As you wish." }]) }];
    const desk = {
      ...quietDesk,
      takeMessage: () => Promise.resolve(isTold ? (waiting[0] ?? null) : null),
      messageSaid: () => Promise.resolve(void waiting.shift()),
      changed: () => (isTold ? quietDesk.changed() : speaks.then(() => void (isTold = true))),
    };
    const outcome = await ask([{ say: "Spoken slowly enough to be interrupted by a person.", pace: 300 }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "As you wish." } });
    expect(heard().match(/"turn\/completed"/g)).toHaveLength(1);
  });

  it("asks leave for every change in a sandbox that only reads", async () => {
    const content = "hello\n";
    for (const allow of [["edit hello.txt"], ["edit other.txt"]]) {
      const { ask, cwd } = setUp("codex", { mode: "read-only", permissions: { ...NOTHING_ALLOWED, allow } });
      const file = path.join(cwd, "hello.txt");
      await ask([{ write: { path: file, content } }, { say: "Done." }]);
      expect(textOf(file)).toBe(allow[0] === "edit hello.txt" ? content : "");
    }
  });

  it("runs a command outside of its sandbox that a rule allows, told without its shell", async () => {
    const { ask, cwd } = setUp("codex", { permissions: { ...NOTHING_ALLOWED, allow: ["execute touch *"] } });
    const file = path.join(newFolder(), "ran.txt");
    const args = { cmd: `touch ${file}`, sandbox_permissions: "require_escalated", justification: "Needed." };
    expect(await ask([{ call: { name: "exec_command", args } }, { say: "Done." }])).toMatchObject({
      status: "succeeded",
    });
    expect(fs.existsSync(file)).toBe(true);
    expect(fs.readdirSync(cwd)).toEqual([]);
  });

  it("puts its question before a person, and hears the answer", async () => {
    const asked: AskRequest[] = [];
    const [program = "", ...args] = setUp("codex").profile.command;
    const { ask, folder } = setUp("codex", {
      command: [program, ...args, "-c", "features.default_mode_request_user_input=true"],
    });
    const desk: Desk = {
      ...quietDesk,
      ask: (request) => Promise.resolve(void asked.push(request)),
      decision: () => (asked.length === 0 ? null : { answer: "reply", comment: "blue", by: "me" }),
      changed: () => new Promise((resolve) => setTimeout(resolve, 20)),
    };
    const options = ["red", "blue"].map((label) => ({ label, description: label }));
    const questions = [{ id: "colour", header: "Colour", question: "Which one?", options }];
    const outcome = await ask(
      [{ call: { name: "request_user_input", args: { questions } } }, { say: "As you wish." }],
      { desk },
    );
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "As you wish." } });
    expect(asked).toMatchObject([{ kind: "question", title: "Which one?", choices: ["red", "blue"] }]);
    expect(textOf(path.join(folder, "run.1.0", "said"))).toContain('{"answers":{"colour":{"answers":["blue"]}}}');
  });

  it("uses a server of its profile, as a rule allows", async () => {
    const server = path.join(root, "test/fixtures/mcp-server.mjs");
    const { ask, folder } = setUp("codex", {
      mcp: [{ name: "lab", command: [process.execPath, server], env: { STAMP: "stamped" } }],
      permissions: { ...NOTHING_ALLOWED, allow: ["mcp lab/stamp"] },
    });
    // Codex starts it meanwhile.
    const call = { name: "stamp", ns: "mcp__lab", args: { word: "hello" } };
    expect(await ask([{ delay: 1500, call }, { say: "Done." }])).toMatchObject({ status: "succeeded" });
    expect(textOf(path.join(folder, "run.1.0", "stdout"))).toContain("stamped: hello");
  });

  it.each([
    [401, "auth"],
    [500, "transient"],
  ])("fails with a class when its model answers %i", async (http, errorClass) => {
    const outcome = await setUp("codex").ask([{ fail: { http, times: -1 }, say: "x" }]);
    expect(outcome).toMatchObject({ status: "failed", error: { class: errorClass } });
  });
});
