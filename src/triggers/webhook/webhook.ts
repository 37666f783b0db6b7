import { createHash, randomBytes } from "node:crypto";
import { DroverError } from "../../core/errors.ts";
import { makeRunId, type RunId } from "../../core/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { WebhookSpec } from "../../definition/index.ts";
import type { DeadLetter, Taken, WebhookRequest, WebhookResult } from "../contract.ts";
import type { Of, TriggerPorts } from "../ports.ts";
import { startRun } from "../start.ts";
import { createOneByOne, type OneByOne } from "../one-by-one.ts";
import { headerOf, isWanted, scopeOf } from "./request.ts";
import { signatureFault } from "./signature.ts";

/** Which run a delivery has started, or is about to: durable before the run is. */
interface Delivery {
  readonly run: RunId;
  readonly at: number;
  readonly isStarted: boolean;
}

export interface Webhook {
  /** Of a body. */
  readonly maxBytes: number;
  take(request: WebhookRequest): Promise<WebhookResult>;
  replay(letter: DeadLetter): Promise<Taken>;
  /** What keeps it from working; `null` for nothing. */
  problem(): string | null;
}

interface Core {
  readonly trigger: Of<WebhookSpec>;
  readonly ports: TriggerPorts;
  /** By delivery: the same one twice at a time is taken once. */
  readonly oneByOne: OneByOne;
}

/** Deliveries are known for this long. */
const KNOWN_MS = 90 * 86_400_000;

export function openWebhook(trigger: Of<WebhookSpec>, ports: TriggerPorts): Webhook {
  const core: Core = { trigger, ports, oneByOne: createOneByOne() };
  void forget(core).catch(ports.onFault);
  return {
    maxBytes: trigger.spec.maxBytes,
    take: (request) => take(core, request),
    replay: (letter) => replay(core, letter),
    problem: () => secretProblem(core),
  };
}

const prefixOf = (name: string): string => `trigger:delivery:${name}:`;

async function take(core: Core, request: WebhookRequest): Promise<WebhookResult> {
  const { spec } = core.trigger;
  const refused = refusal(core, request);
  if (refused !== null) return refused;
  const delivery = deliveryOf(spec, request);
  const read = scopeOf(spec, request, delivery);
  if ("problem" in read) return answer(spec, 400, "refused", read.problem);
  if (!isWanted(spec, read.scope)) return answer(spec, 200, "skipped", "Nothing waits for this event.");
  try {
    return toResult(spec, await accept(core, delivery, read.scope));
  } catch (error) {
    if (error instanceof DroverError && error.retryable)
      return answer(spec, 503, "unavailable", "The run could not be stored. Send it again later.");
    throw error;
  }
}

function secretProblem({ trigger: { spec }, ports }: Core): string | null {
  if (spec.signature === null || ports.secrets.get(spec.signature.secret) !== null) return null;
  return `The secret "${spec.signature.secret}" is not set.`;
}

/** Before anything of the body is looked at. */
function refusal(core: Core, request: WebhookRequest): WebhookResult | null {
  const { spec } = core.trigger;
  if (request.body.byteLength > spec.maxBytes)
    return answer(spec, 413, "refused", `The body is larger than ${spec.maxBytes} bytes.`);
  if (spec.signature === null) return null;
  const secret = core.ports.secrets.get(spec.signature.secret);
  if (secret === null) return answer(spec, 503, "unavailable", "The webhook is not ready: its secret is not set.");
  const signed = { header: headerOf(request), body: request.body, secret, now: core.ports.clock.now() };
  const fault = signatureFault(spec.signature, signed);
  return fault === null ? null : answer(spec, 401, "refused", fault);
}

/** Names one delivery. Where nothing does, and nobody signs, each request is one of its own. */
function deliveryOf(spec: WebhookSpec, request: WebhookRequest): string {
  const header = headerOf(request);
  const named = spec.deliveryHeader === null ? null : header(spec.deliveryHeader);
  // One without a name is none: all of them would be the same delivery.
  if (named !== null && named.trim() !== "") return named;
  if (spec.signature === null) return randomBytes(16).toString("hex");
  const { timestamp } = spec.signature;
  const time = timestamp === null ? "" : (header(timestamp.header) ?? "");
  return createHash("sha256").update(`${time}.`).update(request.body).digest("hex");
}

function accept(core: Core, delivery: string, scope: JsonObject): Promise<Taken> {
  const id = createHash("sha256").update(delivery).digest("hex").slice(0, 32);
  return core.oneByOne(id, () => begin(core, id, scope));
}

async function begin({ trigger, ports }: Core, id: string, request: JsonObject): Promise<Taken> {
  const { name } = trigger.spec;
  const { store } = ports.app;
  const key = prefixOf(name) + id;
  const known = deliveryFrom(store.getFact(key));
  if (known?.isStarted === true) return { outcome: "known", run: known.run };
  const at = ports.clock.now();
  const run = known?.run ?? makeRunId(at, Math.random);
  // A crash behind this leaves a name for the run, under which the next try of the same delivery starts it or finds it.
  if (known === null) await store.putFact(key, { run, at, isStarted: false });
  const started = await startRun(ports.app, { trigger, scope: { request }, inputs: {}, run });
  if (started.outcome === "started") {
    await store.putFact(key, { run, at, isStarted: true });
    ports.tally.started(name, run, at);
    return { outcome: "started", run };
  }
  ports.tally.add(name, started.outcome === "refused" ? "rejected" : "skipped");
  if (started.outcome === "skipped") return { outcome: "skipped" };
  await ports.letters.put(name, { id, at, reason: started.message, about: request });
  return { outcome: "rejected", reason: started.message };
}

const deliveryFrom = (fact: Json): Delivery | null => (isJsonObject(fact) ? (fact as unknown as Delivery) : null);

async function replay(core: Core, { id, about }: DeadLetter): Promise<Taken> {
  if (!isJsonObject(about)) throw new Error(`the letter "${id}" holds no request`);
  const taken = await core.oneByOne(id, () => begin(core, id, about));
  if (taken.outcome !== "rejected") await core.ports.letters.remove(core.trigger.spec.name, id);
  return taken;
}

async function forget({ trigger, ports }: Core): Promise<void> {
  const before = ports.clock.now() - KNOWN_MS;
  for (const [key, fact] of ports.app.store.facts(prefixOf(trigger.spec.name)))
    if ((deliveryFrom(fact)?.at ?? 0) < before) await ports.app.store.putFact(key, null);
}

function toResult(spec: WebhookSpec, taken: Taken): WebhookResult {
  switch (taken.outcome) {
    case "started":
      return { ...answer(spec, 202, "started", `Started run ${taken.run}.`), run: taken.run };
    case "known":
      return { ...answer(spec, 200, "known", `This delivery has started run ${taken.run} before.`), run: taken.run };
    case "skipped":
      return answer(spec, 200, "skipped", "The trigger's condition says no.");
    case "rejected":
      return answer(spec, 422, "rejected", taken.reason);
  }
}

const answer = (
  spec: WebhookSpec,
  status: WebhookResult["status"],
  outcome: WebhookResult["outcome"],
  message: string,
): WebhookResult => ({ status, outcome, trigger: spec.name, run: null, message });
