import fs from "node:fs";
import path from "node:path";

/** How a model fails for good. */
export type Failure = "401" | "429" | "500" | "cut";

/** What the agents differ in. Everything else is one contract. */
export interface Kind {
  readonly args?: (url: string) => readonly string[];
  readonly model?: string;
  /** The variables that lead it to the model. */
  readonly env: (url: string) => Record<string, string>;
  /** What its HOME holds: no telemetry, no updates, no login. */
  readonly files?: Record<string, object>;
  /** Where unpacking itself into a HOME takes long, one serves all. */
  readonly sharesHome?: boolean;
  /** What it tells when it is asked for what it offers. */
  readonly offers: readonly ("models" | "modes" | "commands")[];
  /** A session can be forked. */
  readonly forks: boolean;
  /** A copy of its session can end where the session stood after a former turn. */
  readonly resets: boolean;
  /** Where its session has no such place any more, what was said is handed over. */
  readonly handsOver: boolean;
  /** Makes its sessions in a HOME older than they are. */
  readonly age?: (home: string) => void;
  /** A command that it asks leave for, as its model has to ask for it. */
  readonly commandToAsk?: (cmd: string) => object;
  /** What it asks leave for can be held against patterns. Else a person sees it in the title only. */
  readonly tellsCommand: boolean;
  /** A command that failed is told as one. */
  readonly tellsExitCode: boolean;
  /** After a denial: the model is told, and told why; or the turn ends without a word. */
  readonly denied: "tells why" | "tells" | "ends";
  /** Its question to a person, and what its log or ours holds once it is answered with "Blue"; `null` for an agent that has none. */
  readonly question: { readonly step: object; readonly args?: readonly string[]; readonly told: string } | null;
  /** A message is heard in the turn that is under way, not after it. */
  readonly hearsAtWork: boolean;
  /** When its model fails it says so; here it tries again and again without a word for longer than anybody would wait. */
  readonly silentOn: readonly Failure[];
  /** A stream that was cut is asked for again. */
  readonly retriesCuts: boolean;
  readonly tellsUsage: boolean;
  readonly tellsDiffs: boolean;
}

const KEY = "unlikely-dummy-key";
const QUIET = {
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, disableAutoUpdate: true },
};

const PLAIN = {
  forks: true,
  resets: false,
  handsOver: false,
  tellsCommand: true,
  tellsExitCode: true,
  silentOn: [],
  retriesCuts: true,
  tellsUsage: true,
  tellsDiffs: true,
} as const;

/** By the Agent Client Protocol agents ask for leave only, and hear between turns only. */
const ACP = { ...PLAIN, offers: ["models", "modes", "commands"], question: null, hearsAtWork: false } as const;

const COLOURS = [
  { label: "Red", description: "warm" },
  { label: "Blue", description: "cold" },
];

/** Half an hour away, as the name tells it. */
const earlier = (file: string): string =>
  file.replace(/(?<=T\d\d-)\d\d(?=-[^/]*$)/, (minute) => String((Number(minute) + 30) % 60).padStart(2, "0"));

const gemini: Kind = {
  ...ACP,
  args: () => ["-m", "gemini-2.5-pro"],
  env: (url) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: KEY }),
  files: { ".gemini/settings.json": { ...QUIET, security: { auth: { selectedType: "gemini-api-key" } } } },
  forks: false,
  // Files are named by the minute: in the one in which a session began, Gemini overwrites what it is about to load, and finds nothing.
  age: (home) => {
    const names = fs.readdirSync(path.join(home, ".gemini/tmp"), { recursive: true, encoding: "utf8" });
    const files = names
      .filter((name) => /chats\/session-[^/]*$/.test(name))
      .map((name) => `${home}/.gemini/tmp/${name}`);
    for (const file of files) fs.renameSync(file, earlier(file));
  },
  denied: "tells",
  tellsCommand: false,
  tellsExitCode: false,
  silentOn: ["429", "500"],
  retriesCuts: false,
};

const qwen: Kind = {
  ...ACP,
  env: (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: KEY, OPENAI_MODEL: "fake-model" }),
  files: { ".qwen/settings.json": { ...QUIET, security: { auth: { selectedType: "openai" } } } },
  forks: false,
  denied: "ends",
  silentOn: ["429", "500"],
  tellsUsage: false,
};

const OPENCODE = (url: string): object => ({
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
});
const opencode: Kind = {
  ...ACP,
  env: (url) => ({
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_CONFIG_CONTENT: JSON.stringify(OPENCODE(url)),
  }),
  offers: ["models", "commands"],
  denied: "ends",
  silentOn: ["401", "429", "500", "cut"],
};

/** Its server tells what it tries again, asks questions, and takes reasons. */
const opencodeServe: Kind = {
  ...opencode,
  // In a new one it installs a package of npm's first.
  sharesHome: true,
  offers: ["models", "modes", "commands"],
  resets: true,
  handsOver: true,
  denied: "tells why",
  question: {
    step: {
      call: {
        name: "question",
        args: { questions: [{ question: "Which color?", header: "Color", options: COLOURS }] },
      },
    },
    told: String.raw`\"Which color?\"=\"Blue\"`,
  },
  silentOn: [],
};

const copilot: Kind = {
  ...ACP,
  env: (url) => ({
    COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
    COPILOT_PROVIDER_TYPE: "openai",
    COPILOT_PROVIDER_API_KEY: KEY,
    COPILOT_MODEL: "fake-model",
    COPILOT_OFFLINE: "true",
    COPILOT_AUTO_UPDATE: "false",
  }),
  // It unpacks 235 MB.
  sharesHome: true,
  offers: ["modes", "commands"],
  forks: false,
  denied: "ends",
  silentOn: ["500"],
};

const claude: Kind = {
  ...PLAIN,
  env: (url) => ({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    CLAUDE_CODE_MAX_RETRIES: "2",
    DISABLE_AUTOUPDATER: "1",
    IS_SANDBOX: "1",
  }),
  offers: ["models", "commands"],
  resets: true,
  denied: "tells why",
  question: {
    step: {
      call: {
        name: "AskUserQuestion",
        args: { questions: [{ question: "Which color?", header: "Color", multiSelect: false, options: COLOURS }] },
      },
    },
    told: String.raw`\"Which color?\"=\"Blue\"`,
  },
  hearsAtWork: true,
};

const codexSettings = (url: string): readonly string[] => [
  'model_provider="scripted"',
  // A provider of one's own: the built-in one tries websockets first.
  `model_providers.scripted={name="scripted",base_url="${url}/v1",wire_api="responses",env_key="SCRIPTED_KEY",request_max_retries=1,stream_max_retries=2}`,
  "analytics.enabled=false",
  "check_for_update_on_startup=false",
  "features.plugins=false",
  "features.apps=false",
];
const codex: Kind = {
  ...PLAIN,
  args: (url) => codexSettings(url).flatMap((setting) => ["-c", setting]),
  // The newest one with plain tools; later ones write programs.
  model: "gpt-5.5",
  env: () => ({ SCRIPTED_KEY: KEY }),
  // Its modes are sandboxes, which it does not list, and skills are no slash commands.
  offers: ["models"],
  resets: true,
  // Its sandbox runs commands without asking; leave is needed for what has to get out of it.
  commandToAsk: (cmd) => ({
    call: { name: "exec_command", args: { cmd, sandbox_permissions: "require_escalated", justification: "Needed." } },
  }),
  denied: "tells",
  question: {
    step: {
      call: {
        name: "request_user_input",
        args: { questions: [{ id: "colour", header: "Color", question: "Which color?", options: COLOURS }] },
      },
    },
    args: ["-c", "features.default_mode_request_user_input=true"],
    told: '{"answers":{"colour":{"answers":["Blue"]}}}',
  },
  hearsAtWork: true,
  // It waits for as long as the model has told it to.
  silentOn: ["429"],
};

export const KINDS: Readonly<Record<string, Kind>> = {
  gemini,
  qwen,
  opencode,
  "opencode-serve": opencodeServe,
  codex,
  claude,
  copilot,
};
