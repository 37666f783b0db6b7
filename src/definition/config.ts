import { parseDuration } from "../core/duration.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { ConfigFile } from "./generated/config-file.ts";
import { config as validateConfig } from "./generated/validators.ts";
import { readYaml } from "./parse-yaml.ts";
import { checkSchema } from "./schema-check.ts";
import { sortDiagnostics } from "./source.ts";

/** What `.drover/config.yaml` says, defaults filled in. */
export interface Config {
  /** The agent profile that is used where nothing else is said; `null` for none. */
  readonly agent: string | null;
  /** Names of variables that pass from Drover's own environment to scripts and agents. */
  readonly inherit: readonly string[];
  /** Defaults for worktrees. */
  readonly workspace: { readonly base: string | null; readonly copy: readonly string[] };
  /** Which ended runs the daemon removes; `null`: none. */
  readonly retention: {
    readonly olderMs: number;
    readonly keep: number;
    /** A folder, relative to the project. */
    readonly archive: string | null;
  } | null;
  /** Of which steps' attempts the files of a worktree are kept, for forks. */
  readonly checkpoints: "agents" | "steps" | "none";
  readonly notify: readonly Notify[];
  /** Commands that MCP's tool `shell` may run; none unless a pattern allows it. */
  readonly mcp: { readonly shell: { readonly allow: readonly string[]; readonly deny: readonly string[] } };
}

/** Whom the daemon tells of what. */
export interface Notify {
  readonly on: readonly string[];
  /** `null`: of all. */
  readonly workflow: string | null;
  readonly desktop: boolean;
  readonly webhook: string | null;
  /** The name of the secret that signs what is posted. */
  readonly secret: string | null;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Reads a configuration; an empty text is one that says nothing. Never throws. */
export function loadConfig(text: string, file: string): ConfigResult {
  const parsed = readYaml(text, file);
  const isEmpty = parsed.diagnostics.some((one) => one.code === "D007");
  if (isEmpty) return { ok: true, config: withDefaults({}) };
  const unreadable = parsed.value === null && parsed.diagnostics.length > 0;
  const diagnostics = [...parsed.diagnostics, ...(unreadable ? [] : checkSchema(parsed, validateConfig))];
  if (diagnostics.length > 0) return { ok: false, diagnostics: sortDiagnostics(diagnostics) };
  return { ok: true, config: withDefaults(parsed.value as ConfigFile) };
}

function withDefaults({ agent, env, workspace, retention, checkpoints, notify = [], mcp }: ConfigFile): Config {
  return {
    agent: agent ?? null,
    inherit: env?.inherit ?? [],
    workspace: { base: workspace?.base ?? null, copy: workspace?.copy ?? [] },
    retention: retention === undefined ? null : retentionOf(retention),
    checkpoints: checkpoints ?? "agents",
    notify: notify.map(notifyOf),
    mcp: { shell: { allow: [], deny: [], ...mcp?.shell } },
  };
}

/** A time longer than anything lasts: then nothing goes. */
const retentionOf = ({
  runs,
  keep,
  archive,
}: NonNullable<ConfigFile["retention"]>): NonNullable<Config["retention"]> => ({
  olderMs: parseDuration(runs) ?? Infinity,
  keep: keep ?? 0,
  archive: archive ?? null,
});

const notifyOf = ({ on, workflow, desktop, webhook, secret }: NonNullable<ConfigFile["notify"]>[number]): Notify => ({
  on,
  workflow: workflow ?? null,
  desktop: desktop ?? false,
  webhook: webhook ?? null,
  secret: secret ?? null,
});
