import { hasKey, keyRange, report, spot, VERBS, type Build, type StepFacts, type Verb } from "./build.ts";

const PROCESS = ["env", "timeout", "idle", "limits", "retry", "output"];

/** What each kind of step reads beside its id, `description`, `when` and `on-failure`. */
const KEYS: { readonly [V in Verb | "steps"]: readonly string[] } = {
  run: PROCESS,
  agent: ["prompt", "session", "with", "permissions", ...PROCESS],
  approve: ["timeout"],
  wait: ["timeout"],
  workflow: ["with", "timeout", "retry"],
  parallel: ["fail-fast"],
  uses: ["with", "env", "timeout", "retry", "output"],
  steps: [],
};

const CHECKED = [
  "prompt",
  "session",
  "with",
  "env",
  "timeout",
  "idle",
  "limits",
  "permissions",
  "retry",
  "output",
  "fail-fast",
];

/** Reports keys that the step's verb does not read. */
export function checkKeys(build: Build, facts: StepFacts, verb: Verb | "steps"): void {
  // With two verbs nobody knows which one the keys belong to.
  if (VERBS.filter((one) => hasKey(build, facts.raw, one)).length > 1) return;
  const allowed = KEYS[verb];
  for (const key of CHECKED)
    if (hasKey(build, facts.raw, key) && !allowed.includes(key))
      report(build, keyRange(build, spot(facts.raw, key)), {
        code: "D105",
        message: `"${key}" means nothing beside "${verb}".`,
        expected: allowed.length === 0 ? "when, on-failure" : [...allowed, "when", "on-failure"].join(", "),
        suggestion: HINTS[`${key} ${verb}`] ?? null,
      });
}

const HINTS: Readonly<Record<string, string>> = {
  "timeout parallel": "give its steps the timeout",
  "retry parallel": "give its steps the retry",
  "env parallel": "give its steps the env",
  "with run": "use env, or an expression in the script",
  "retry approve": "use on-failure: { goto: … }",
};
