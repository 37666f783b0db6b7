import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { watchOutput } from "../actions/watch-output.ts";
import { openCatalog } from "../project/catalog.ts";
import type { AgentOffer, AgentProfile } from "../core/agent.ts";
import { DroverError } from "../core/errors.ts";
import { Gen } from "../core/ids.ts";
import { childEnvironment } from "../executors/environment.ts";
import { EXECUTORS } from "../executors/executors.ts";
import { processLogs } from "../executors/supervisor/index.ts";
import { findProgram } from "../executors/supervisor/program-path.ts";
import type { ProcessFiles } from "../core/process.ts";
import type { Project } from "../project/project.ts";
import { inTrial, TRIAL_OUTPUT_BYTES } from "./trial.ts";

export interface KnownOffer extends AgentOffer {
  /** ISO 8601, UTC. */
  readonly askedAt: string;
}

interface OfferOptions {
  readonly isFresh: boolean;
  /** Gives up early. */
  readonly signal: AbortSignal;
}

const GEN = Gen("offer.1.0");
const PATIENCE_MS = 60_000;

/**
 * What an agent offers, as it said itself: now, or when the same program was asked before (`isFresh` asks anew). Throws `agent.unknown`,
 * `agent.missing` for one that is not installed or does not answer, and `usage` for one whose protocol has no place for it.
 */
export async function agentOffer(project: Project, name: string, options: OfferOptions): Promise<KnownOffer> {
  const { profiles, config } = openCatalog(project);
  const profile = profiles.get(name);
  if (EXECUTORS[profile.executor].offer === undefined)
    throw new DroverError("usage", `Cannot ask agent "${name}": executor \`${profile.executor}\` has no way to do so.`);
  const env = childEnvironment(process.env, config.inherit)(profile.env, profile.inherit);
  const found = findProgram(profile.command[0] ?? "", project.root, env["PATH"] ?? "");
  if ("code" in found) throw new DroverError("agent.missing", found.message);
  const memory = path.join(project.state, "offers", `${memoryKey(profile, found.path)}.json`);
  if (!options.isFresh && existsSync(memory)) return JSON.parse(readFileSync(memory, "utf8")) as KnownOffer;
  const offer = { ...(await ask(profile, env, options.signal)), askedAt: new Date().toISOString() };
  // Only where there is a state folder: who merely asks makes none.
  if (existsSync(project.state)) keep(memory, offer);
  return offer;
}

/** Another program, other arguments or variables of its profile, or another version of the same file: another offer. */
function memoryKey({ command, env, mcp }: AgentProfile, program: string): string {
  const { size, mtimeMs } = statSync(program);
  return createHash("sha256")
    .update(JSON.stringify([command, env, mcp, program, size, mtimeMs]))
    .digest("hex")
    .slice(0, 32);
}

function keep(file: string, offer: KnownOffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(offer));
  renameSync(`${file}.${process.pid}`, file);
}

function ask(profile: AgentProfile, env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<AgentOffer> {
  const executor = EXECUTORS[profile.executor];
  return inTrial(GEN, async ({ processes, cwd }) => {
    const { argv } = executor.command({ profile, prompt: "", session: null });
    const { exit, files } = await processes.ensure({ gen: GEN, command: { argv }, cwd, env, stdin: null, talks: true });
    const talk = processes.talk(GEN, exit);
    const ended = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    ended.addEventListener("abort", talk.close);
    const flood = watchFlood(files, talk.close);
    const offer = await executor.offer?.(profile, cwd, talk).finally(flood.stop);
    if (offer !== undefined && !("refused" in offer)) return offer;
    const why = flood.words() ?? offer?.refused ?? "it cannot say";
    throw new DroverError("agent.missing", `Cannot ask agent "${profile.name}": ${why}.`);
  });
}

/** Ends the talk with an agent that writes without end. `words`: that it did so. */
function watchFlood(files: ProcessFiles, close: () => void) {
  let words: string | null = null;
  const watched = { written: () => processLogs.written(files), isExcused: () => true };
  const watch = watchOutput(watched, { idleMs: null, outputBytes: TRIAL_OUTPUT_BYTES }, () => {
    words = `it wrote more than ${TRIAL_OUTPUT_BYTES.toLocaleString("en")} bytes without an answer, and was ended`;
    close();
  });
  return { words: () => words, stop: () => clearInterval(watch ?? undefined) };
}
