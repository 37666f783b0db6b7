import { assertText, newMessageId, waitingMessage } from "../../control/messages.ts";
import { stateOf } from "../../control/run-view.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { dedupeOf, KEY_HEADERS, type KeyHeaders } from "../idempotency.ts";
import { get, post, put, remove } from "../route.ts";
import { listOf, RUN_ID, RUN_PARAMS } from "../schemas.ts";

const text = { type: "string" } as const;
const words = { ...text, minLength: 1, maxLength: 65_536 } as const;
const tags = ["messages"];
const params = {
  type: "object",
  required: ["run", "message"],
  properties: { run: RUN_ID, message: { ...text, minLength: 1, maxLength: 100, description: "The message's id." } },
} as const;

interface OfRun {
  Params: { run: RunId };
}

interface OfMessage {
  Params: { run: RunId; message: string };
}

export const messageRoutes: readonly Routes[] = [
  get<OfRun>(
    "/runs/:run/messages",
    "read",
    {
      operationId: "listMessages",
      summary: "Messages that wait for an agent of the run, the oldest first",
      tags,
      params: RUN_PARAMS,
      response: { 200: listOf("Message#", "What was said is not among them") },
    },
    async ({ params: { run } }, _reply, { app: { store } }) => ({ items: stateOf(store, run).snapshot.messages ?? [] }),
  ),

  post<OfRun & { Body: { text: string; step?: string }; Headers: KeyHeaders }>(
    "/runs/:run/messages",
    "operate",
    {
      operationId: "sendMessage",
      summary: "Say something to the run's agent",
      description:
        "It waits in the run until an agent can hear it. With an Idempotency-Key the same request is one message.",
      tags,
      params: RUN_PARAMS,
      headers: KEY_HEADERS,
      body: {
        type: "object",
        required: ["text"],
        additionalProperties: false,
        properties: { text: words, step: { ...text, description: "Only an agent of this step may hear it." } },
      },
      response: {
        201: { description: "It is durable.", type: "object", required: ["message"], properties: { message: text } },
      },
    },
    async ({ params: { run }, body, headers, caller }, reply, { app: { store, engine } }) => {
      assertText(body.text);
      const { text: said, step = null } = body;
      const dedupe = dedupeOf(headers, ["message", said, step]);
      const message =
        dedupe === undefined ? newMessageId(stateOf(store, run).snapshot.messages ?? []) : dedupe.slice(-12);
      const sender = { by: caller.name };
      await engine.deliver(run, { type: "message", message, text: said, step, sender }, dedupe);
      return reply.code(201).send({ message });
    },
  ),

  put<OfMessage & { Body: { text: string } }>(
    "/runs/:run/messages/:message",
    "operate",
    {
      operationId: "editMessage",
      summary: "Give a message that still waits another text",
      description: "Refused with 409 once an agent is about to hear it.",
      tags,
      params,
      body: { type: "object", required: ["text"], additionalProperties: false, properties: { text: words } },
      response: { 200: { $ref: "Message#" } },
    },
    async ({ params: { run, message }, body, caller }, _reply, { app: { store, engine } }) => {
      assertText(body.text);
      const { step } = waitingMessage(store, run, message);
      const sender = { by: caller.name };
      const edit = { type: "message", isEdit: true, message, text: body.text, step, sender } as const;
      const { snapshot } = await engine.deliver(run, edit);
      return (snapshot.messages ?? []).find(({ id }) => id === message);
    },
  ),

  remove<OfMessage>(
    "/runs/:run/messages/:message",
    "operate",
    {
      operationId: "removeMessage",
      summary: "Take back a message that still waits",
      description: "Refused with 409 once an agent is about to hear it.",
      tags,
      params,
      response: {
        200: { description: "It is gone.", type: "object", required: ["message"], properties: { message: text } },
      },
    },
    async ({ params: { run, message } }, _reply, { app: { store, engine } }) => {
      waitingMessage(store, run, message);
      await engine.deliver(run, { type: "message_removed", message });
      return { message };
    },
  ),
];
