import type { FastifyReply } from "fastify";
import type { Api } from "./api.ts";

/** Aborted when nobody waits for the answer any more, or the daemon stops. */
export function untilGone(reply: FastifyReply, { stopping }: Pick<Api, "stopping">): AbortSignal {
  const gone = new AbortController();
  const end = (): void => gone.abort();
  stopping.addEventListener("abort", end, { once: true });
  reply.raw.once("close", () => {
    stopping.removeEventListener("abort", end);
    end();
  });
  if (stopping.aborted) end();
  return gone.signal;
}
