import { allAsks, answerInput, findAsk, type Answer } from "../../control/describe-asks.ts";
import type { Routes } from "../api.ts";
import { get, post } from "../route.ts";

const text = { type: "string" } as const;
const tags = ["approvals and questions"];
const params = {
  type: "object",
  required: ["ask"],
  properties: { ask: { ...text, minLength: 1, maxLength: 512 } },
} as const;

export const askRoutes: readonly Routes[] = [
  get(
    "/asks",
    "read",
    {
      operationId: "listAsks",
      summary: "Approvals and questions that wait for a person, the oldest first",
      tags,
      response: {
        200: {
          description: "All of them",
          type: "object",
          required: ["items"],
          properties: { items: { type: "array", items: { $ref: "Ask#" } } },
        },
      },
    },
    async (_request, _reply, { app: { store } }) => ({ items: allAsks(store) }),
  ),

  get<{ Params: { ask: string } }>(
    "/asks/:ask",
    "read",
    { operationId: "getAsk", summary: "One of them", tags, params, response: { 200: { $ref: "Ask#" } } },
    async ({ params: { ask } }, _reply, { app: { store } }) => findAsk(store, ask),
  ),

  post<{ Params: { ask: string }; Body: Pick<Answer, "answer"> & { comment?: string } }>(
    "/asks/:ask/answer",
    "operate",
    {
      operationId: "answerAsk",
      summary: "Allow, deny, or answer a question",
      description: "Answers once the decision is durable. What was answered before is refused with 404.",
      tags,
      params,
      body: {
        type: "object",
        required: ["answer"],
        additionalProperties: false,
        properties: {
          answer: {
            enum: ["allow", "deny", "reply"],
            description: "`reply`: the answer to a question, in `comment`.",
          },
          comment: { ...text, maxLength: 65_536, description: "A reason, for the record and for the agent." },
        },
      },
      response: { 200: { description: "It is durable.", type: "object", properties: { run: text } } },
    },
    async ({ params: { ask }, body: { answer, comment = null }, caller }, _reply, { app: { store, engine } }) => {
      const found = findAsk(store, ask);
      await engine.deliver(found.run, answerInput(found, { answer, comment, by: caller.name }));
      return { run: found.run };
    },
  ),
];
