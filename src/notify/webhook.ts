import { createHmac } from "node:crypto";
import type { Notice } from "./notice.ts";

/** How a telling went: `later` is tried again, `never` would fail the same way each time. */
export type Told = { readonly is: "told" } | { readonly is: "later" | "never"; readonly why: string };

export interface Webhook {
  readonly url: string;
  /** Signs the body; `null`: nothing does. */
  readonly key: string | null;
  readonly project: string;
}

const PATIENCE_MS = 10_000;
/** Whoever answers with these may take it another time. */
const TEMPORARY = new Set([408, 425, 429]);

/**
 * Posts a notice as JSON. `Drover-Event-Id` is the same each time that it is told. `Drover-Signature` is `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256
 * of `<t>.<body>`.
 */
export async function post({ url, key, project }: Webhook, notice: Notice, stopping: AbortSignal): Promise<Told> {
  const body = JSON.stringify({ ...notice, project });
  const seconds = Math.floor(Date.now() / 1000);
  const signature = key === null ? null : createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex");
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)]),
      headers: {
        "content-type": "application/json",
        "user-agent": "drover",
        "drover-event-id": notice.id,
        ...(signature !== null && { "drover-signature": `t=${seconds},v1=${signature}` }),
      },
      body,
    });
    await response.body?.cancel();
    if (response.ok) return { is: "told" };
    const isTemporary = response.status >= 500 || TEMPORARY.has(response.status);
    return { is: isTemporary ? "later" : "never", why: `it answers with ${response.status}` };
  } catch (error) {
    return { is: "later", why: error instanceof Error ? error.message : String(error) };
  }
}
