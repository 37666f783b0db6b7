import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { WebhookSpec } from "../../definition/index.ts";
import type { WebhookRequest } from "../contract.ts";
import { readJson, utf8, type ReadText } from "../data-text.ts";

/** One header by its name in lower case; `null` where it is missing. */
export function headerOf({ headers }: WebhookRequest): (name: string) => string | null {
  const all = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = all.get(name) ?? null;
    return typeof value === "string" || value === null ? value : value.join(", ");
  };
}

/** What expressions see as `request`, once the signature is right. */
export function scopeOf(
  spec: WebhookSpec,
  request: WebhookRequest,
  delivery: string,
): { readonly scope: JsonObject } | { readonly problem: string } {
  const header = headerOf(request);
  const body = bodyOf(header("content-type") ?? "", request.body);
  if ("problem" in body) return body;
  const headers = spec.headers.flatMap((name): [string, Json][] => {
    const value = header(name);
    return value === null ? [] : [[name, value]];
  });
  const event = header("x-github-event");
  const scope = { headers: Object.fromEntries(headers), query: request.query, body: body.value, event, delivery };
  return { scope };
}

/** JSON, a form, or text. GitHub can send its JSON as the field `payload` of a form. */
function bodyOf(type: string, bytes: Uint8Array): ReadText {
  const text = utf8(bytes);
  if (text === null) return { problem: "The body is no UTF-8 text." };
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    const form = new URLSearchParams(text);
    const payload = form.get("payload");
    return payload === null ? { value: Object.fromEntries(form) } : readJson(payload);
  }
  if (/[/+]json\b/i.test(type)) return text.trim() === "" ? { value: null } : readJson(text);
  return { value: text };
}

/** Whether the trigger asks for this event of GitHub: by name, or by name and action. */
export function isWanted({ events, isGithub }: WebhookSpec, { event, body }: JsonObject): boolean {
  if (isGithub && event === "ping") return false;
  if (events === null) return true;
  if (typeof event !== "string") return false;
  const action = isJsonObject(body) ? body["action"] : null;
  return events.includes(event) || (typeof action === "string" && events.includes(`${event}.${action}`));
}
