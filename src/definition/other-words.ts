/**
 * What a key of another system is called here, or where it stands; `null` where nobody knows. `what`: the kind of map that it stands
 * in. Whether words are joined by `_` or by `-` makes no difference.
 */
export const otherWord = (what: string, key: string): string | null =>
  ELSEWHERE[`${what} ${key.replaceAll("_", "-")}`] ?? null;

const ELSEWHERE: Readonly<Record<string, string>> = {
  "step name": "description",
  "step if": "when",
  "step script": "run",
  "step command": "run",
  "step cmd": "run",
  "step shell": "run",
  "step sh": "run",
  "step bash": "run",
  "step needs": "write the steps in the order in which they run, or in parallel",
  "step depends-on": "write the steps in the order in which they run, or in parallel",
  "step continue-on-error": "on-failure: continue",
  "step environment": "env",
  "step cwd": "cd in the script, as in run: cd folder && make",
  "step working-directory": "cd in the script, as in run: cd folder && make",
  "retry max": "attempts",
  "retry max-attempts": "attempts",
  "state id": "the state's name is its key",
  "state on-failure": "on: { failure: state }",
  "state parallel": "type: parallel, with the regions under states",
  "state steps": "states, or a workflow with the steps",
  "state next": "on: { success: state }",
  "state environment": "env",
  "transition if": "when",
  "transition cond": "when",
  "transition guard": "when",
  "transition actions": "do",
  "operation assign": "set",
  "operation send": "raise",
  "workflow jobs": "steps",
  "workflow on": "triggers",
  "limits wall": "timeout, beside limits",
  "trigger cron": "schedule",
  "trigger folder": "inbox",
  "trigger path": "webhook",
  "trigger if": "when",
  "trigger inputs": "with",
  "trigger tz": "timezone",
};
