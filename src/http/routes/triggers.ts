import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { DroverError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import type { Api, Routes } from "../api.ts";
import { get, post } from "../route.ts";

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const integer = { type: "integer" } as const;
const tags = ["triggers"];
const name = { ...text, minLength: 1, maxLength: 300 } as const;
const ofTrigger = { type: "object", required: ["trigger"], properties: { trigger: name } } as const;

const trigger = {
  type: "object",
  required: ["name", "kind", "workflow", "file", "line", "column", "state", "diagnostics", "counts"],
  properties: {
    name: text,
    kind: textOrNull,
    workflow: textOrNull,
    file: text,
    line: integer,
    column: integer,
    state: { enum: ["active", "failing", "disabled"] },
    diagnostics: { type: "array", items: { $ref: "Diagnostic#" } },
    problem: { ...textOrNull, description: "What keeps it from working that is no mistake in a file." },
    nextDue: { type: ["integer", "null"], description: "Of a schedule. Milliseconds since 1970." },
    lastRun: { type: ["object", "null"], properties: { run: text, at: integer } },
    counts: { type: "object", properties: { started: integer, rejected: integer, skipped: integer } },
  },
} as const;

const letter = {
  type: "object",
  required: ["id", "at", "reason", "file"],
  properties: { id: text, at: integer, reason: text, file: textOrNull, about: {} },
} as const;

const listOf = (items: object) => ({
  description: "All of them",
  type: "object",
  required: ["items"],
  properties: { items: { type: "array", items } },
});

export const triggerRoutes: readonly Routes[] = [
  get(
    "/triggers",
    "read",
    {
      operationId: "listTriggers",
      summary: "What starts runs from outside, and what became of it",
      tags,
      response: { 200: listOf(trigger) },
    },
    async (_request, _reply, { triggers }) => ({ items: triggers.list() }),
  ),

  post(
    "/triggers/reload",
    "operate",
    {
      operationId: "reloadTriggers",
      summary: "Read the triggers' files again, now",
      description: "They are looked at from time to time anyway. Answers when what they say is in force.",
      tags,
      response: { 200: listOf(trigger) },
    },
    async (_request, _reply, { triggers }) => {
      await triggers.reload();
      return { items: triggers.list() };
    },
  ),

  get<{ Params: { trigger: string } }>(
    "/triggers/:trigger/letters",
    "read",
    {
      operationId: "listDeadLetters",
      summary: "What a trigger could not start",
      tags,
      params: ofTrigger,
      response: { 200: listOf(letter) },
    },
    async ({ params }, _reply, { triggers }) => ({ items: triggers.deadLetters(params.trigger) }),
  ),

  post<{ Params: { trigger: string; letter: string } }>(
    "/triggers/:trigger/letters/:letter/replay",
    "operate",
    {
      operationId: "replayDeadLetter",
      summary: "Try a dead letter again",
      tags,
      params: { ...ofTrigger, required: ["trigger", "letter"], properties: { trigger: name, letter: name } },
      response: {
        200: {
          description: "What became of it; a run that it tells of is durable.",
          type: "object",
          required: ["outcome"],
          properties: {
            outcome: { enum: ["started", "known", "skipped", "rejected"] },
            run: text,
            reason: text,
          },
        },
      },
    },
    async ({ params }, _reply, { triggers }) => triggers.replay(params.trigger, params.letter),
  ),
];

interface Hook {
  readonly Params: { readonly "*": string };
  readonly Querystring: Record<string, Json>;
}

/** Of a body for nobody. */
const FOR_NOBODY = 1024 * 1024;

/** Where webhooks arrive: what they bring is verified by the trigger, so there is no token to send. */
export async function hookRoute(server: FastifyInstance, api: Api): Promise<void> {
  await server.register(async (hooks) => {
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser("*", async ({ params }: FastifyRequest, sent: Readable) =>
      wholeBody(sent, api.triggers.largestBody((params as Hook["Params"])["*"]) ?? FOR_NOBODY),
    );
    hooks.post<Hook>("/hooks/*", { schema: { hide: true } }, async ({ params, headers, query, body }, reply) => {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const { status, ...told } = await api.triggers.webhook(params["*"], {
        headers,
        query: { ...query },
        body: bytes,
      });
      return reply.code(status).send(told);
    });
  });
}

/** A request is looked at whole, as its signature is of its very bytes. What is too large is read to its end all the same: else its sender would hear nothing. */
async function wholeBody(sent: Readable, atMost: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of sent as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size <= atMost) pieces.push(piece);
    }
  } catch (error) {
    throw new DroverError("request.invalid", "Cannot take the request: its sender broke off.", { cause: error });
  }
  if (size <= atMost) return Buffer.concat(pieces);
  throw new DroverError(
    "request.too_large",
    `Cannot take the request: its body is larger than ${atMost} bytes. \`max-size\` of the trigger says how large it may be.`,
  );
}
