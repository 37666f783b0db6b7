import * as z from "zod";
import { DroverError } from "../core/errors.ts";
import type { Port } from "./port.ts";

/** What a call has of its caller. */
export interface CallContext {
  /** Aborted when the caller gives up. */
  readonly signal: AbortSignal;
  /** Tells how far it is, where the caller wants to know. */
  readonly progress: (message: string) => Promise<void>;
}

/** What a caller has to be for the routes that a tool asks. */
type Needs = "read" | "operate" | "admin";

interface Described {
  readonly name: string;
  readonly title: string;
  /** Written for the agent that reads it. */
  readonly description: string;
  /** For the documents: the routes themselves check it. */
  readonly needs: Needs;
  readonly hints: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

interface ToolSpec<I extends z.ZodObject, O extends z.ZodObject> extends Described {
  readonly input: I;
  readonly output: O;
  readonly answer: (args: z.output<I>, port: Port, context: CallContext) => Promise<z.input<O>>;
}

export interface Tool extends Described {
  /** JSON Schemas. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>>;
  /** Throws `request.invalid` with every problem of the arguments, and what the daemon refuses with. */
  readonly call: (args: unknown, port: Port, context: CallContext) => Promise<Record<string, unknown>>;
}

export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(spec: ToolSpec<I, O>): Tool {
  const { input, output, answer, ...described } = spec;
  return {
    ...described,
    inputSchema: z.toJSONSchema(input, { io: "input", target: "draft-7" }),
    outputSchema: z.toJSONSchema(output, { io: "output", target: "draft-7" }),
    async call(args, port, context) {
      const parsed = input.safeParse(args ?? {});
      if (!parsed.success) throw badArguments(described.name, parsed.error);
      return answer(parsed.data, port, context);
    },
  };
}

function badArguments(tool: string, { issues }: z.ZodError): DroverError {
  const problems = issues.map(({ path, message }) => ({ at: path.join("."), message }));
  const list = problems.map(({ at, message }) => `  - ${at === "" ? "arguments" : at}: ${message}`).join("\n");
  return new DroverError("request.invalid", `Cannot call "${tool}" with these arguments:\n${list}`, {
    details: problems,
  });
}

/** It changes nothing; another call may tell more. */
export const READS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
