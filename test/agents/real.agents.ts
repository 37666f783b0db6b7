import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import { Gen } from "../../src/core/ids.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { createAcpExecutor } from "../../src/executors/acp/wire.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { attemptIn } from "../actions/support.ts";
import { newFolder, newHost, startNode, textOf, until } from "../executors/support.ts";
import { startFakeLlm } from "./scripted-model.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const EXECUTOR = createAcpExecutor();
const ENGINE = path.join(root, "test/fixtures/acp-engine.mjs");
const programs = JSON.parse(process.env["DROVER_TEST_AGENTS"] ?? "{}") as Record<string, string>;
const shipped = loadProfiles([path.join(root, "agents")], parseYaml);

let model: Awaited<ReturnType<typeof startFakeLlm>>;
beforeAll(async () => {
  model = await startFakeLlm({ port: 0 });
});
afterAll(() => model.close());

interface Kind {
  readonly args: readonly string[];
  /** The variables that lead it to the model. */
  readonly env: () => Record<string, string>;
  /** What its HOME holds: no telemetry, no updates, no login. */
  readonly files: Record<string, object>;
  readonly continues: boolean;
  readonly model?: string;
}

const QUIET = {
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, disableAutoUpdate: true },
};
const KINDS: Record<string, Kind> = {
  gemini: {
    args: ["-m", "gemini-2.5-pro"],
    env: () => ({ GOOGLE_GEMINI_BASE_URL: model.url, GEMINI_API_KEY: "unlikely-dummy-key" }),
    files: { ".gemini/settings.json": { ...QUIET, security: { auth: { selectedType: "gemini-api-key" } } } },
    // Answers "No previous sessions found for this project" to `session/load` of what another process of its own has saved.
    continues: false,
  },
  qwen: {
    args: [],
    env: () => ({
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: "unlikely-dummy-key",
      OPENAI_MODEL: "fake-model",
    }),
    files: { ".qwen/settings.json": { ...QUIET, security: { auth: { selectedType: "openai" } } } },
    continues: true,
  },
  opencode: {
    args: [],
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
  },
  copilot: {
    args: [],
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
  },
  droid: {
    args: [],
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
    model: "custom:Fake-0",
  },
};

const promptOf = (steps: readonly object[]): string => `Follow the script. %%${JSON.stringify(steps)}%%`;
const sessionOf = ({ output: { session } }: Outcome): string => (typeof session === "string" ? session : "none");

function setUp(name: string) {
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
  const command = [programs[name] ?? name, ...args, ...kind.args];
  const profile: AgentProfile = { ...own, command, model: kind.model ?? own.model, env, inherit: [] };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: { acp: EXECUTOR, command: EXECUTOR, replay: EXECUTOR },
    defaultAgent: name,
    changed: () => Promise.resolve([]),
  });
  let count = 0;
  const ask = (steps: readonly object[], more: { session?: string; gen?: Gen; recovering?: boolean } = {}) =>
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

describe.each(Object.keys(programs))("%s, by the Agent Client Protocol", (name) => {
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
    const outcome = await ask([{ bash: { cmd } }, { say: "It was denied." }]);
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
    await until(() => textOf(path.join(folder, gen, "stdout")).includes("agent_message_chunk"));
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
