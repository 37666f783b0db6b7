/** One event of a stream of server-sent events. */
export interface ServerSent {
  readonly id: string | null;
  readonly type: string;
  readonly data: string;
}

/** The events of an answer as they come, until it ends, breaks off (throws), or nobody listens any more (cancels it). */
export async function* serverSent(answer: Response): AsyncGenerator<ServerSent, void, undefined> {
  if (answer.body === null) return;
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // A block without its end may be cut: it is not told, and comes again behind the last cursor.
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) yield parse(block);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(block: string): ServerSent {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const at = line.indexOf(": ");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 2));
  }
  return { id: fields.get("id") ?? null, type: fields.get("event") ?? "message", data: fields.get("data") ?? "{}" };
}
