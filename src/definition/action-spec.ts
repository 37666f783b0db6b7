import { ERROR_CLASSES, type ErrorClass } from "../core/outcome.ts";
import type { JsonObject } from "../core/json.ts";
import { checkAgent, checkObedience, checkSession } from "./check-agent.ts";
import { checkKeys } from "./check-keys.ts";
import {
  durationMs,
  duration,
  expression,
  optionalTemplate,
  script,
  sizeBytes,
  span,
  template,
  templates,
} from "./check-text.ts";
import { permissionsOf } from "./permissions.ts";
import { promptFromFile } from "./prompt-file.ts";
import { checkUses, checkWorkflow } from "./check-with.ts";
import {
  hasKey,
  keyAt,
  keyRange,
  lacks,
  report,
  spot,
  valueRange,
  VERBS,
  type Build,
  type StepFacts,
  type Verb,
} from "./build.ts";
import type { Sight, Sights } from "./sights.ts";
import type { ActionSpec, RetrySpec, Template } from "./definition.ts";
import type { State, Step, StepLimits } from "./generated/workflow-file.ts";
import { checkValueSchema } from "./check-schema.ts";

type Raw = Step | NonNullable<State>;
type ActionVerb = Exclude<Verb, "parallel">;

/** What the step does, without where its outcome leads. `null` when it has no verb. */
export function actionSpec(build: Build, facts: StepFacts, sights: Sights): ActionSpec | null {
  const { verb } = facts;
  const raw = facts.raw as Raw;
  const verbs = VERBS.filter(isActionVerb).filter((one) => hasKey(build, raw, one));
  // A step with two verbs, or none, is no step yet; what it says is looked at all the same.
  if (verbs.length === 0 && verb === "parallel") return null;
  const [params] = verbs.map((one) => PARAMS[one](build, raw, sights));
  if (params === undefined) agentTexts(build, raw, sights);
  const around = surroundings(build, raw, { verb, sights });
  if (verb === null || verb === "parallel" || verb === "steps") return null;
  checkKeys(build, facts, verb);
  return {
    step: facts.id,
    verb: verb === "uses" ? (raw.uses ?? "") : verb,
    params: params ?? {},
    ...around,
    onSuccess: [],
    onOutcome: {},
    onFailure: [],
    goto: null,
    at: keyAt(build, spot(raw, verb)),
  };
}

const isActionVerb = (verb: Verb): verb is ActionVerb => verb !== "parallel";

type Around = Pick<
  ActionSpec,
  "with" | "when" | "env" | "timeout" | "idle" | "limits" | "permissions" | "retry" | "output"
>;

/** What stands around any verb. */
function surroundings(
  build: Build,
  raw: Raw,
  { verb, sights }: { readonly verb: StepFacts["verb"]; readonly sights: Sights },
): Around {
  const output = raw.output === undefined ? null : (raw.output as JsonObject);
  if (output !== null) checkValueSchema(build, output);
  return {
    with: templates(build, raw.with, verb === "workflow" ? sights.plain : sights.secret),
    when: expression(build, spot(raw, "when"), sights.plain),
    env: templates(build, raw.env, sights.secret),
    timeout: timeoutOf(build, raw, sights.plain),
    idle: span(build, spot(raw, "idle"), sights.plain),
    ...(raw.limits === undefined ? {} : { limits: limitsOf(build, raw.limits, verb) }),
    ...(raw.permissions === undefined ? {} : { permissions: permissionsOf(build, raw.permissions) }),
    retry: retrySpec(build, raw),
    output,
  };
}

/** What agents use is limited for agents; what is written, for every process. */
function limitsOf(build: Build, limits: StepLimits, verb: StepFacts["verb"]): NonNullable<ActionSpec["limits"]> {
  const { output: _, ...amounts } = limits;
  if (verb === "run")
    for (const key of Object.keys(amounts))
      report(build, keyRange(build, spot(limits, key)), {
        code: "D105",
        message: `"${key}" limits agents, and this is a \`${verb}\` step.`,
        expected: "output",
      });
  const bytes = sizeBytes(build, spot(limits, "output"));
  return { ...amounts, ...(bytes === null ? {} : { outputBytes: bytes }) };
}

type Params = Record<string, Template>;

const PARAMS: { [V in ActionVerb]: (build: Build, raw: Raw, sights: Sights) => Params } = {
  run: (build, raw, { secret }) => given({ script: script(build, spot(raw, "run"), secret) }, raw.run),
  agent: agentParams,
  approve: (build, raw, { plain }) => given({ message: template(build, spot(raw, "approve"), plain) }, raw.approve),
  wait: waitParams,
  workflow: (build, raw, { plain }) => {
    checkWorkflow(build, raw, plain);
    return given({ workflow: { value: raw.workflow ?? "", at: keyAt(build, spot(raw, "workflow")) } }, raw.workflow);
  },
  uses: (build, raw, { secret }) => {
    checkUses(build, raw, secret);
    return {};
  },
};

/** A verb whose value was refused leaves no parameters. */
const given = (params: Params, value: unknown): Params => (value === undefined ? {} : params);

function agentParams(build: Build, raw: Raw, sights: Sights): Params {
  checkAgent(build, raw);
  return agentTexts(build, raw, sights);
}

function agentTexts(build: Build, raw: Raw, { plain, secret }: Sights): Params {
  checkSession(build, raw);
  if (raw.permissions !== undefined) checkObedience(build, raw);
  const params: Params = {};
  const { prompt } = raw;
  const texts = {
    agent: optionalTemplate(build, spot(raw, "agent"), plain),
    prompt:
      typeof prompt === "object"
        ? promptFromFile(build, raw, prompt, secret)
        : optionalTemplate(build, spot(raw, "prompt"), secret),
    session: optionalTemplate(build, spot(raw, "session"), plain),
  };
  for (const [key, value] of Object.entries(texts)) if (value !== null) params[key] = value;
  return params;
}

function waitParams(build: Build, raw: Raw, { plain }: Sights): Params {
  const { wait } = raw;
  if (typeof wait === "string") return named("duration", duration(build, spot(raw, "wait"), plain));
  if (wait === undefined) return {};
  if (wait.for !== undefined && wait.event !== undefined)
    report(build, valueRange(build, spot(wait, "event")), {
      code: "D105",
      message: "A wait is for a time or for an event, not both.",
      expected: "for, or event with timeout",
    });
  else if (lacks(build, wait, "for") && lacks(build, wait, "event"))
    report(build, valueRange(build, spot(raw, "wait")), {
      code: "D102",
      message: "The wait does not say what for.",
      expected: "for, or event",
    });
  if (wait.event !== undefined) return named("event", template(build, spot(wait, "event"), plain));
  return named("duration", duration(build, spot(wait, "for"), plain));
}

const named = (name: string, value: Template | null): Params => (value === null ? {} : { [name]: value });

/** `wait: { event, timeout }` has its timeout inside. */
function timeoutOf(build: Build, raw: Raw, sight: Sight): Template | null {
  const outer = span(build, spot(raw, "timeout"), sight);
  if (typeof raw.wait !== "object") return outer;
  return span(build, spot(raw.wait, "timeout"), sight) ?? outer;
}

const DEFAULT_DELAY = 1000;
const DEFAULT_FACTOR = 2;
const DEFAULT_MAX_DELAY = 5 * 60_000;

function retrySpec(build: Build, raw: Raw): RetrySpec | null {
  const { retry } = raw;
  if (retry === undefined) return null;
  const options = typeof retry === "number" ? { attempts: retry } : retry;
  if (typeof retry === "object" && lacks(build, retry, "attempts"))
    report(build, valueRange(build, spot(raw, "retry")), {
      code: "D102",
      message: 'The retry has no "attempts".',
      suggestion: 'add "attempts: 3"',
    });
  return {
    attempts: options.attempts ?? 1,
    delayMs: durationMs(build, spot(options, "delay")) ?? DEFAULT_DELAY,
    factor: options.factor ?? DEFAULT_FACTOR,
    maxDelayMs: durationMs(build, spot(options, "max-delay")) ?? DEFAULT_MAX_DELAY,
    on: options.on === undefined ? null : options.on.filter(isErrorClass),
  };
}

const isErrorClass = (name: string): name is ErrorClass => ERROR_CLASSES.some((one) => one === name);
