// Real agents through a real edit, one after another, on a scripted model: with Drover, and by the same program, the same protocol and
// the same words from a client of a few lines that keeps nothing. Both have an end when every process of the agent is gone.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { createAgentAction } from "../dist/actions/agent.js";
import { parseYaml } from "../dist/definition/parse-yaml.js";
import { EXECUTORS } from "../dist/executors/executors.js";
import { loadProfiles } from "../dist/executors/profiles.js";
import { createProcessHost } from "../dist/executors/supervisor/index.js";
import { startFakeLlm } from "../test/agents/scripted-model.mjs";
import { attemptIn, portsFor } from "./agent-support.mjs";
import { inTemporaryFolder, median, root, row } from "./measure.mjs";

const cache = path.join(root, "node_modules/.cache/drover-agents");
const KEY = "unlikely-dummy-key";
const quiet = (type) => ({
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, disableAutoUpdate: true },
  security: { auth: { selectedType: type } },
});

/** How each is led to the model, and kept quiet. */
const AGENTS = {
  gemini: (url) => ({
    args: ["-m", "gemini-2.5-pro"],
    env: { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: KEY },
    file: [".gemini/settings.json", quiet("gemini-api-key")],
  }),
  qwen: (url) => ({
    args: [],
    env: { OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: KEY, OPENAI_MODEL: "fake-model" },
    file: [".qwen/settings.json", quiet("openai")],
  }),
  opencode: (url) => ({
    args: [],
    env: {
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        provider: {
          fake: {
            npm: "@ai-sdk/openai-compatible",
            options: { baseURL: `${url}/v1`, apiKey: KEY },
            models: { "fake-model": {} },
          },
        },
        model: "fake/fake-model",
        permission: { bash: "ask", edit: "ask" },
        autoupdate: false,
        share: "disabled",
      }),
    },
  }),
  claude: (url) => ({
    args: [],
    env: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      IS_SANDBOX: "1",
    },
  }),
  codex: (url) => ({
    args: [
      'model_provider="scripted"',
      `model_providers.scripted={name="scripted",base_url="${url}/v1",wire_api="responses",env_key="SCRIPTED_KEY"}`,
      "analytics.enabled=false",
      "check_for_update_on_startup=false",
      "features.plugins=false",
      "features.apps=false",
    ].flatMap((setting) => ["-c", setting]),
    model: "gpt-5.5",
    env: { SCRIPTED_KEY: KEY },
  }),
};

function programOf(name) {
  const folders = existsSync(cache) ? readdirSync(cache).filter((folder) => folder.startsWith(`${name}-`)) : [];
  return folders.map((folder) => path.join(cache, folder, "node_modules/.bin", name)).find((file) => existsSync(file));
}

const rpc = (say, id, method, params) => say({ jsonrpc: "2.0", id, method, params });
const TEXT = (text) => [{ type: "text", text }];

/** What a client has to say, by what it hears; `true` at the end of the turn. */
const CLIENTS = {
  acp: (say, { prompt, cwd }) => {
    rpc(say, 1, "initialize", { protocolVersion: 1, clientCapabilities: {} });
    return ({ id, method, params, result, error }) => {
      if (error !== undefined) throw new Error(JSON.stringify(error));
      if (id === 1 && result) rpc(say, 2, "session/new", { cwd, mcpServers: [] });
      if (id === 2 && result) rpc(say, 5, "session/prompt", { sessionId: result.sessionId, prompt: TEXT(prompt) });
      if (method === "session/request_permission") {
        const { optionId } = params.options.find(({ kind }) => kind === "allow_once");
        say({ jsonrpc: "2.0", id, result: { outcome: { outcome: "selected", optionId } } });
      }
      return id === 5 && result !== undefined;
    };
  },
  codex: (say, { prompt, cwd, model }) => {
    rpc(say, 1, "initialize", { clientInfo: { name: "bare", title: "bare", version: "0" } });
    return ({ id, method, result }) => {
      if (id === 1 && result) {
        say({ method: "initialized" });
        rpc(say, 2, "thread/start", { cwd, model, sandbox: "workspace-write", approvalPolicy: "on-request" });
      }
      if (id === 2 && result) rpc(say, 3, "turn/start", { threadId: result.thread.id, input: TEXT(prompt) });
      if (method?.endsWith("requestApproval")) say({ id, result: { decision: "accept" } });
      return method === "turn/completed";
    };
  },
  claude: (say, { prompt }) => {
    say({ type: "control_request", request_id: "begin", request: { subtype: "initialize" } });
    return ({ type, request_id, request }) => {
      if (type === "control_response")
        say({ type: "user", message: { role: "user", content: TEXT(prompt) }, parent_tool_use_id: null });
      if (type === "control_request") {
        const response = { behavior: "allow", updatedInput: request.input };
        say({ type: "control_response", response: { subtype: "success", request_id, response } });
      }
      return type === "result";
    };
  },
};

function bare(profile, { prompt, cwd, env }) {
  const { argv } = EXECUTORS[profile.executor].command({ profile, prompt, session: null });
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { cwd, env, detached: true, stdio: ["pipe", "pipe", "ignore"] });
    const say = (line) => child.stdin.write(`${JSON.stringify(line)}\n`);
    const heard = CLIENTS[profile.executor](say, { prompt, cwd, model: profile.model });
    readline.createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("{") && heard(JSON.parse(line)) && child.pid !== undefined)
        process.kill(-child.pid, "SIGTERM");
    });
    child.once("error", reject);
    child.once("close", resolve);
  });
}

async function withDrover(host, profile, { prompt, cwd }) {
  const action = createAgentAction({ ...portsFor(host, profile), environment: (extra) => ({ ...extra }) });
  const outcome = await action.perform(attemptIn(cwd, { params: { prompt, session: "new" } }));
  if (outcome.status !== "succeeded") throw new Error(`${profile.name}: ${JSON.stringify(outcome).slice(0, 800)}`);
}

async function timed(folder, make) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "hello.txt");
  const steps = [{ say: "Writing.", write: { path: file, content: "hello\n" } }, { say: "Done." }];
  const start = performance.now();
  await make({ cwd: folder, prompt: `Follow the script. %%${JSON.stringify(steps)}%%` });
  const ms = performance.now() - start;
  if (!existsSync(file) || readFileSync(file, "utf8") !== "hello\n") throw new Error(`${folder} was not edited`);
  return ms;
}

async function agentTimes(name, { folder, url, rounds }) {
  const { args, model = null, env, file } = AGENTS[name](url);
  const home = path.join(folder, `${name}-home`);
  mkdirSync(home);
  if (file !== undefined) {
    mkdirSync(path.dirname(path.join(home, file[0])), { recursive: true });
    writeFileSync(path.join(home, file[0]), JSON.stringify(file[1]));
  }
  const own = loadProfiles([path.join(root, "agents")], parseYaml).get(name);
  const all = { ...own.env, ...env, HOME: home, PATH: process.env.PATH ?? "", LANG: "C.UTF-8" };
  const command = [programOf(name), ...own.command.slice(1), ...args];
  const profile = { ...own, command, model: model ?? own.model, env: all, inherit: [] };
  const host = createProcessHost({ folder: path.join(folder, `${name}-attempts`), environment: all });
  host.prepare();
  const found = { drover: [], bare: [] };
  const once = (round, kind) =>
    timed(path.join(folder, `${name}-${round}-${kind}`), (work) =>
      kind === "bare" ? bare(profile, { ...work, env: all }) : withDrover(host, profile, work),
    );
  // The first one fills caches of its own.
  await once("warm", "bare");
  for (let round = 0; round < rounds; round++)
    for (const kind of round % 2 === 0 ? ["bare", "drover"] : ["drover", "bare"])
      found[kind].push(await once(round, kind));
  host.release();
  return { name, drover: median(found.drover), bare: median(found.bare) };
}

export async function benchRealAgents({ rounds = 3 } = {}) {
  const title = "real agents through an edit, one after another / the bare programs";
  const names = Object.keys(AGENTS).filter((name) => programOf(name) !== undefined);
  if (names.length === 0) return [{ ...row(title, [0, "x"], 1.15), value: "-", ok: null, note: "not installed" }];
  return inTemporaryFolder(async (folder) => {
    const model = await startFakeLlm({ port: 0 });
    const times = [];
    for (const name of names) times.push(await agentTimes(name, { folder, url: model.url, rounds }));
    await model.close();
    const sum = (kind) => times.reduce((all, one) => all + one[kind], 0);
    const note = times.map(({ name, drover, bare: alone }) => `${name} ${drover.toFixed(0)}/${alone.toFixed(0)}`);
    return [row(title, [sum("drover") / sum("bare"), "x"], 1.15, { note: `${note.join(", ")} ms` })];
  });
}
