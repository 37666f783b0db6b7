// The real agents that are installed (scripts/test-agents.mjs), how each is led to a scripted model on loopback, and kept quiet.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseYaml } from "../dist/definition/parse-yaml.js";
import { loadProfiles } from "../dist/executors/profiles.js";
import { root } from "./measure.mjs";

const cache = path.join(root, "node_modules/.cache/drover-agents");
const KEY = "unlikely-dummy-key";
const quiet = (type) => ({
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, disableAutoUpdate: true },
  security: { auth: { selectedType: type } },
});

const opencode = (url) => ({
  program: "opencode",
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
});

/** `sharesHome`: unpacking itself into a new HOME is no part of its work, and takes long. */
const AGENTS = {
  gemini: (url) => ({
    args: ["-m", "gemini-2.5-pro"],
    env: { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: KEY },
    file: [".gemini/settings.json", quiet("gemini-api-key")],
  }),
  qwen: (url) => ({
    env: { OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: KEY, OPENAI_MODEL: "fake-model" },
    file: [".qwen/settings.json", quiet("openai")],
  }),
  opencode,
  // A server, which is started for the edit and ended after it.
  "opencode-serve": (url) => ({ ...opencode(url), sharesHome: true }),
  claude: (url) => ({
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
  copilot: (url) => ({
    env: {
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_TYPE: "openai",
      COPILOT_PROVIDER_API_KEY: KEY,
      COPILOT_MODEL: "fake-model",
      COPILOT_OFFLINE: "true",
    },
    sharesHome: true,
  }),
};

function programOf(name) {
  const folders = existsSync(cache) ? readdirSync(cache).filter((folder) => folder.startsWith(`${name}-`)) : [];
  return folders.map((folder) => path.join(cache, folder, "node_modules/.bin", name)).find((file) => existsSync(file));
}

const programFor = (name) => programOf(AGENTS[name]("").program ?? name);

export const installedAgents = () => Object.keys(AGENTS).filter((name) => programFor(name) !== undefined);

export const missingAgents = () => Object.keys(AGENTS).filter((name) => programFor(name) === undefined);

/** Its shipped profile with a HOME of its own, in a clean environment (`env`, the whole of it). */
export function profileFor(name, { folder, url }) {
  const { args = [], model = null, env, file, sharesHome = false } = AGENTS[name](url);
  const home = sharesHome ? path.join(cache, `home-of-${name}`) : path.join(folder, `${name}-home`);
  mkdirSync(home, { recursive: true });
  if (file !== undefined) {
    mkdirSync(path.dirname(path.join(home, file[0])), { recursive: true });
    writeFileSync(path.join(home, file[0]), JSON.stringify(file[1]));
  }
  const own = loadProfiles([path.join(root, "agents")], parseYaml).get(name);
  const all = { ...own.env, ...env, HOME: home, PATH: process.env.PATH ?? "", LANG: "C.UTF-8" };
  const command = [programFor(name), ...own.command.slice(1), ...args];
  return { ...own, command, model: model ?? own.model, env: all, inherit: [] };
}
