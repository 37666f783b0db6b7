import { byteLength } from "../../core/bytes.ts";
import type { Json } from "../../core/json.ts";
import { remembered } from "./cache.ts";
import { compileExpression, type Evaluation, quoted } from "./compile.ts";
import {
  done,
  refused,
  type OutsideScope,
  type Problem,
  type Result,
  type Scope,
  type ScopeTypes,
} from "./contract.ts";
import type { Placement } from "./cursor.ts";
import { problem } from "./faults.ts";
import { MAX_VARIABLE, MAX_VARIABLES } from "./limits.ts";
import { OPEN, partsOf, type Part } from "./parts.ts";
import { placementsIn } from "./shell.ts";
import { checkPart } from "./template.ts";
import { toText } from "./texts.ts";

/** A script whose values stand beside it, in variables that it names. */
interface CompiledScript {
  readonly script: string;
  /** `DROVER_VALUE_1` and so on: the environment that the script needs. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The problems of the templates in a shell script, and of the places they stand at. Never throws. */
export function checkScript(script: string, types: ScopeTypes): readonly Problem[] {
  if (!script.includes(OPEN)) return [];
  const parts = partsOf(script);
  const placements = placed(parts);
  return parts.flatMap((part) => checkPlaced(part, placements.get(part), types));
}

function checkPlaced(part: Part, placement: Placement | undefined, types: ScopeTypes): readonly Problem[] {
  if (placement?.kind === "comment") return [];
  const found = checkPart(part, types, placement?.kind === "arithmetic" ? "number" : "any");
  return placement?.kind === "refused"
    ? [problem(placement.why, part, { suggestion: placement.suggestion }), ...found]
    : found;
}

/** Deep nesting may overflow the stack; then no place is sure. */
function placed(parts: readonly Part[]): ReadonlyMap<Part, Placement> {
  try {
    return placementsIn(parts);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const why: Placement = { kind: "refused", why: "the script is nested too deeply", suggestion: "use a file" };
    return new Map(parts.flatMap((part) => (part.kind === "expression" ? [[part, why] as const] : [])));
  }
}

/** A value that the script needs: one for each different expression. */
interface Variable {
  readonly name: string;
  readonly text: string;
  readonly evaluate: Evaluation<Json>;
  readonly arithmetic: boolean;
}

/**
 * The script with variables in place of its templates: a value is never parsed as code, whatever it holds. Evaluating
 * gives the values by variable name. A value that is too large for an environment, or holds a NUL, is a failure that
 * says so; so is a template at a place that `checkScript` refuses. Never throws.
 */
export const compileScript: (script: string) => Evaluation<CompiledScript> = remembered((script) => {
  if (!script.includes(OPEN)) return always(done({ script, variables: {} }));
  const parts = partsOf(script);
  const placements = placed(parts);
  const refusal = firstRefusal(parts, placements);
  if (refusal !== null) return always(refused(refusal));
  const variables = variablesOf(parts, placements);
  const rendered = parts.map((part) => render(part, placements, variables)).join("");
  return (scope) => {
    const values = valuesOf([...variables.values()], scope);
    return values.ok ? done({ script: rendered, variables: values.value }) : values;
  };
});

function always<T>(result: Result<T>): Evaluation<T> {
  return () => result;
}

function firstRefusal(parts: readonly Part[], placements: ReadonlyMap<Part, Placement>): string | null {
  for (const part of parts) {
    if (part.kind === "unterminated") return "Cannot run the script: a template has no end (}} is missing).";
    const placement = placements.get(part);
    if (part.kind === "expression" && placement?.kind === "refused")
      return `Cannot run the script: ${quoted(part.text)} stands where ${placement.why}; ${placement.suggestion}.`;
  }
  return null;
}

function variablesOf(parts: readonly Part[], placements: ReadonlyMap<Part, Placement>): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const part of parts) {
    const kind = placements.get(part)?.kind;
    if (part.kind !== "expression" || kind === "comment") continue;
    const text = part.text.trim();
    const known = variables.get(text);
    variables.set(text, {
      name: known?.name ?? `DROVER_VALUE_${variables.size + 1}`,
      text,
      evaluate: compileExpression(text),
      arithmetic: kind === "arithmetic" || known?.arithmetic === true,
    });
  }
  return variables;
}

function render(
  part: Part,
  placements: ReadonlyMap<Part, Placement>,
  variables: ReadonlyMap<string, Variable>,
): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "unterminated") return "";
  const placement = placements.get(part);
  if (placement === undefined || placement.kind === "refused") return "";
  return WRITTEN[placement.kind](variables.get(part.text.trim())?.name ?? "", part.text);
}

const WRITTEN: Readonly<Record<Exclude<Placement["kind"], "refused">, (name: string, text: string) => string>> = {
  bare: (name) => `"\${${name}}"`,
  quoted: (name) => `\${${name}}`,
  // In brackets, so that a negative number stays one operand.
  arithmetic: (name) => `(\${${name}})`,
  // On one line, so that it stays within the comment.
  comment: (_name, text) => text.replaceAll(/\s+/g, " "),
};

function valuesOf(
  variables: readonly Variable[],
  scope: Scope | OutsideScope,
): Result<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {};
  let bytes = 0;
  for (const variable of variables) {
    const value = valueOf(variable, scope);
    if (!value.ok) return value;
    values[variable.name] = value.value;
    bytes += byteLength(value.value);
  }
  return bytes <= MAX_VARIABLES
    ? done(values)
    : refused(`Cannot run the script: its values take ${bytes} bytes and all together may take ${MAX_VARIABLES}.`);
}

function valueOf({ text, evaluate, arithmetic }: Variable, scope: Scope | OutsideScope): Result<string> {
  const result = evaluate(scope);
  if (!result.ok) return result;
  const value = toText(result.value);
  const cannot = `Cannot pass ${quoted(text)} to the script`;
  if (arithmetic && !Number.isSafeInteger(result.value))
    return refused(`${cannot}: inside $(( )) it has to be a whole number, since a shell would run other text as code.`);
  if (value.includes("\0")) return refused(`${cannot}: it holds a NUL character, which no environment can carry.`);
  const bytes = byteLength(value);
  if (bytes <= MAX_VARIABLE) return done(value);
  return refused(
    `${cannot}: it is ${bytes} bytes long and a variable may take ${MAX_VARIABLE}. Pass a part of it, such as tail(…, 100), or let the step that made it write a file.`,
  );
}
