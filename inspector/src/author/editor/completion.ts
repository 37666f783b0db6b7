import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { optionsAt, type Known, type Option } from "../text/options.ts";

/** What the schema and the file's own names offer, in the order of the schema. */
export const completionFor =
  (known: () => Known): CompletionSource =>
  ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const { from, options } = optionsAt(state.doc.toString(), pos, known());
    const before = state.doc.sliceString(Math.max(0, from - 1), from);
    const isBegun = from < pos || before === ".";
    if (options.length === 0 || (!explicit && !isBegun)) return null;
    return { from, options: options.map(toCompletion), validFor: /^[\w-]*$/ };
  };

function toCompletion({ label, kind, detail, info, apply }: Option, at: number): Completion {
  return {
    label,
    apply,
    type: TYPES[kind],
    // As it stands in the schema: what is used most comes first there.
    boost: Math.max(-98, 50 - at),
    ...(detail === null ? {} : { detail }),
    ...(info === null ? {} : { info }),
  };
}

const TYPES: Readonly<Record<Option["kind"], string>> = {
  key: "property",
  value: "constant",
  name: "variable",
  function: "function",
};
