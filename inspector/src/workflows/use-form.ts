import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { InputProblem } from "../../../src/definition/inputs.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { client, DroverApiError } from "../data/client.ts";
import { newKey } from "../ui/request-key.ts";
import { firstDraft, readDraft, type Draft, type Drafts, type InputField, type Schema } from "./fields.ts";

export interface RunForm {
  readonly drafts: Drafts;
  readonly change: (name: string, draft: Draft) => void;
  /** By input; what is wrong with the rest under the empty name. */
  readonly problems: ReadonlyMap<string, string>;
  readonly isSending: boolean;
  /** What the daemon refused, besides problems of inputs. */
  readonly error: Error | null;
  readonly submit: () => void;
}

interface FormOptions {
  readonly workflow: string;
  readonly schema: Schema;
  readonly fields: readonly InputField[];
  readonly given: Readonly<Record<string, Draft>>;
  readonly onStarted: (run: string) => void;
}

class Refused extends Error {
  readonly problems: ReadonlyMap<string, string>;
  constructor(problems: ReadonlyMap<string, string>) {
    super("The inputs have mistakes.");
    this.problems = problems;
  }
}

/** Checks what was written as the daemon would, then starts a run: one, however often it is asked with the same inputs. */
export function useRunForm({ workflow, schema, fields, given, onStarted }: FormOptions): RunForm {
  const [drafts, setDrafts] = useState<Drafts>(() =>
    Object.fromEntries(fields.map((field) => [field.name, firstDraft(field, given[field.name])])),
  );
  const key = useRef({ of: "", key: "" });
  const start = useMutation({
    mutationFn: async () => {
      const inputs = await checked(fields, schema, drafts);
      const text = JSON.stringify(inputs);
      // An answer that was lost is asked for again with the same key.
      if (key.current.of !== text) key.current = { of: text, key: newKey() };
      return client.start(workflow, inputs, { key: key.current.key });
    },
    onSuccess: onStarted,
  });
  const problems = problemsOf(start.error, fields);
  return {
    drafts,
    change: (name, draft) => setDrafts((before) => ({ ...before, [name]: draft })),
    problems,
    isSending: start.isPending || start.isSuccess,
    error: problems.size === 0 ? start.error : null,
    submit: () => {
      if (!start.isPending && !start.isSuccess) start.mutate();
    },
  };
}

async function checked(fields: readonly InputField[], schema: Schema, drafts: Drafts): Promise<JsonObject> {
  const read = fields.map((field) => [field.name, readDraft(field, drafts[field.name] ?? "")] as const);
  const unread = read.flatMap(([name, one]) => ("problem" in one ? [[name, one.problem] as const] : []));
  if (unread.length > 0) throw new Refused(new Map(unread));
  const inputs = Object.fromEntries(
    read.flatMap(([name, one]) => ("value" in one && one.value !== undefined ? [[name, one.value]] : [])),
  ) as JsonObject;
  // Brings the regular expressions of the language along: only for whoever starts a run.
  const checker = await import("../../../src/definition/inputs.ts").catch(() => null);
  // Without it they are checked all the same: by the daemon.
  const result = checker?.checkInputs({ inputs: schema as JsonObject }, inputs);
  if (result?.ok === false) throw new Refused(byField(result.problems, fields));
  return inputs;
}

function problemsOf(error: Error | null, fields: readonly InputField[]): ReadonlyMap<string, string> {
  if (error instanceof Refused) return error.problems;
  if (error instanceof DroverApiError && error.code === "inputs.invalid" && Array.isArray(error.details))
    return byField(error.details as readonly InputProblem[], fields);
  return new Map();
}

function byField(problems: readonly InputProblem[], fields: readonly InputField[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const problem of problems) {
    const field = fields.find(({ name }) => problem.name === name || problem.name.startsWith(`${name}.`));
    const at = field?.name ?? "";
    found.set(at, [found.get(at), textOf(problem)].filter(Boolean).join(" "));
  }
  return found;
}

const textOf = ({ message, expected, suggestion }: InputProblem): string =>
  [
    message,
    expected === null ? "" : `Expected: ${expected}.`,
    suggestion === null ? "" : `Did you mean “${suggestion}”?`,
  ]
    .filter(Boolean)
    .join(" ");
