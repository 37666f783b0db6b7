import * as z from "zod";
import { DroverError } from "../../core/errors.ts";
import { firstThatFit } from "../fitted.ts";
import { OPEN } from "../shapes.ts";
import { defineTool, READS } from "../tool.ts";

const DIAGNOSTIC = z.looseObject({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  file: z.string(),
  line: z.number(),
  column: z.number(),
  message: z.string(),
});

interface Summary {
  readonly name: string;
  readonly file: string;
  readonly description: string | null;
  readonly inputs: Readonly<Record<string, unknown>> | null;
  readonly errors: number;
}

export const listWorkflows = defineTool({
  name: "list_workflows",
  title: "List workflows",
  description:
    "Lists the workflows that can be started here, each with what it does and the JSON Schema of its inputs. Call it before start_run to learn which inputs a workflow takes.",
  needs: "read",
  hints: READS,
  input: z.strictObject({}),
  output: z.object({
    workflows: z.array(
      z.object({
        name: z.string().describe("Give it to start_run."),
        file: z.string(),
        description: z.string().nullable(),
        inputs: OPEN.nullable().describe("JSON Schema; null where the file has mistakes."),
        errors: z.number().describe("Mistakes in the file: it cannot be started with any."),
      }),
    ),
    omitted: z.number().describe("How many more there are than fit into this answer."),
  }),
  async answer(_args, port, { signal }) {
    const { items } = await port<{ items: readonly Summary[] }>({ method: "GET", path: "/workflows", signal });
    const told = firstThatFit(items).map(({ name, file, description, inputs, errors }) => ({
      name,
      file,
      description,
      inputs: inputs === null ? null : { ...inputs },
      errors,
    }));
    return { workflows: told, omitted: items.length - told.length };
  },
});

interface Validated {
  readonly errors: number;
  readonly warnings: number;
  readonly diagnostics: readonly z.infer<typeof DIAGNOSTIC>[];
  readonly inputs: Readonly<Record<string, unknown>> | null;
}

export const validateWorkflow = defineTool({
  name: "validate_workflow",
  title: "Validate a workflow",
  description:
    "Checks a workflow and gives every mistake with its line and column, and what was expected there. Give `workflow` (a name, or a path within the project) for a file, or `text` for YAML that is not saved yet; nothing is written.",
  needs: "read",
  hints: READS,
  input: z.strictObject({
    workflow: z.string().min(1).max(512).optional().describe("A workflow's name, or its path within the project."),
    text: z.string().max(1_048_576).optional().describe("The YAML itself, instead of `workflow`."),
  }),
  output: z.object({
    isValid: z.boolean().describe("It can be started; there may still be warnings."),
    errors: z.number(),
    warnings: z.number(),
    diagnostics: z.array(DIAGNOSTIC),
    omitted: z.number().describe("How many more diagnostics there are than fit into this answer."),
    inputs: OPEN.nullable().describe("JSON Schema of its inputs."),
  }),
  async answer({ workflow, text }, port, { signal }) {
    if ((workflow === undefined) === (text === undefined))
      throw new DroverError("request.invalid", "Cannot validate that: give either `workflow` or `text`.");
    const found = await port<Validated>(
      text === undefined
        ? { method: "GET", path: `/workflows/${encodeURIComponent(workflow ?? "")}`, signal }
        : { method: "POST", path: "/workflows/validate", body: { text }, signal },
    );
    const diagnostics = firstThatFit(found.diagnostics);
    return {
      isValid: found.errors === 0,
      errors: found.errors,
      warnings: found.warnings,
      diagnostics: [...diagnostics],
      omitted: found.diagnostics.length - diagnostics.length,
      inputs: found.inputs === null ? null : { ...found.inputs },
    };
  },
});
