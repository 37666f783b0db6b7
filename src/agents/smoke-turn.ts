import { createAgentAction } from "../actions/agent.ts";
import { openCatalog } from "../project/catalog.ts";
import type { Attempt } from "../core/action.ts";
import { nobodysDesk } from "../core/ask.ts";
import { Gen, RunId } from "../core/ids.ts";
import type { Outcome } from "../core/outcome.ts";
import { systemClock } from "../engine/index.ts";
import { childEnvironment } from "../executors/environment.ts";
import { EXECUTORS } from "../executors/executors.ts";
import { processLogs } from "../executors/supervisor/index.ts";
import type { Project } from "../project/project.ts";
import { inTrial, TRIAL_OUTPUT_BYTES } from "./trial.ts";

const PROMPT = "Answer with the word ready.";

export interface SmokeTurn {
  readonly outcome: Outcome;
  /** Milliseconds, the start of the program included. */
  readonly tookMs: number;
}

export interface SmokeOptions {
  readonly agent: string;
  readonly timeoutMs: number;
  /** Ends the turn early. */
  readonly signal: AbortSignal;
}

/**
 * One turn with an agent, as a step would have it, in an empty folder of its own. When it resolves nothing of the agent is left, neither
 * processes nor files, save what it keeps in its own home. Throws `agent.unknown`.
 */
export function smokeTurn(project: Project, { agent, timeoutMs, signal }: SmokeOptions): Promise<SmokeTurn> {
  const { profiles, config, prices } = openCatalog(project);
  profiles.get(agent);
  return inTrial(GEN, async ({ processes, cwd }) => {
    const action = createAgentAction({
      processes,
      logs: processLogs,
      environment: childEnvironment(process.env, config.inherit),
      profiles,
      executors: EXECUTORS,
      defaultAgent: null,
      // A check is not kept from an account: whether it works is what is asked.
      breakers: { get: () => null, open: () => Promise.resolve() },
      clock: systemClock,
      priced: prices.priced,
      conversations: () => null,
      changed: () => Promise.resolve([]),
    });
    const halt = haltAfter(timeoutMs, signal);
    const begun = performance.now();
    const outcome = await action.perform(attemptIn(cwd, agent, halt.signal)).finally(halt.clear);
    return { outcome, tookMs: Math.round(performance.now() - begun) };
  });
}

const GEN = Gen("check.1.0");

const attemptIn = (cwd: string, agent: string, halt: AbortSignal): Attempt => ({
  run: RunId("check"),
  gen: GEN,
  step: "check",
  params: { agent, prompt: PROMPT, session: "new" },
  env: {},
  idleMs: null,
  outputBytes: TRIAL_OUTPUT_BYTES,
  attempt: 1,
  visit: 1,
  workspace: { kind: "none", path: cwd, repo: null, branch: null, base: null, target: null },
  session: null,
  halt,
  recovering: false,
  desk: nobodysDesk("This is a check; nobody is asked."),
  held: () => undefined,
  found: () => undefined,
});

function haltAfter(
  timeoutMs: number,
  signal: AbortSignal,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort("timed_out"), timeoutMs);
  const cancel = (): void => controller.abort("canceled");
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel);
  const clear = (): void => {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  };
  return { signal: controller.signal, clear };
}
