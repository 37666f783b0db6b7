import { shortId, type RunId } from "../../../core/ids.ts";
import { toErrorInfo } from "../../../core/outcome.ts";
import type { daemonPort } from "../../../daemon/daemon-port.ts";
import type { Request, Steering } from "../model/actions.ts";
import type { Notice } from "../model/state.ts";
import { oneLine } from "../plain.ts";

/** Asks the daemon, which is started where there is none; what may have been done is not asked for twice. */
type Port = ReturnType<typeof daemonPort>;

export const isSteering = (request: Request): request is Steering => Object.hasOwn(DOES, request.type);

/** Does it, and says what became of it: done only once the daemon has it on disk. */
export async function performed(request: Steering, port: Port): Promise<Notice> {
  try {
    return { kind: "done", text: await DOES[request.type](request as never, port) };
  } catch (error) {
    return { kind: "failed", text: oneLine(toErrorInfo(error).message) };
  }
}

type Of<T extends Steering["type"]> = Extract<Steering, { type: T }>;

const DONE = { allow: "Allowed", deny: "Denied", reply: "Answered" } as const;

const DOES: { readonly [T in Steering["type"]]: (request: Of<T>, port: Port) => Promise<string> } = {
  async answer({ ask, answer, comment }, port) {
    const body = { answer, ...(comment !== null && { comment }) };
    await port({ method: "POST", path: `/asks/${encodeURIComponent(ask.id)}/answer`, body });
    return `${DONE[answer]}: ${oneLine(ask.title)}`;
  },
  async cancel({ run }, port) {
    const { status } = await port<{ status: string }>({ method: "POST", path: `/runs/${run}/cancel`, body: {} });
    return status === "canceled"
      ? `Canceled ${shortId(run)}.`
      : `Cancel of ${shortId(run)} is taken: it is ${status} while it ends.`;
  },
  async retry({ run }, port) {
    const started = await port<{ run: RunId }>({ method: "POST", path: `/runs/${run}/retry` });
    return `Started ${shortId(started.run)}, as ${shortId(run)} was.`;
  },
  async message({ run, step, text }, port) {
    const body = { text, ...(step !== null && { step }) };
    await port({ method: "POST", path: `/runs/${run}/messages`, body });
    return "The message waits for the agent to hear it.";
  },
};
