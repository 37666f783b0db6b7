import { readFileSync } from "node:fs";
import path from "node:path";
import { start, type Going } from "../cli/drover.ts";
import { atEndOfFile } from "../endings.ts";

/** A daemon of the built command line, in a process of its own, that listens. */
export interface Served {
  readonly going: Going;
  readonly url: string;
  /** The token that may do everything. */
  readonly token: string;
  /** Asks the API behind `/api/v1`; a body makes it a POST. */
  ask(at: string, body?: unknown, token?: string): Promise<Response>;
  /** Asks it to end, and waits until it has. */
  end(): Promise<number | null>;
}

const going = new Set<Going>();

atEndOfFile(async () => {
  for (const { child } of going) child.kill("SIGTERM");
  await Promise.all([...going].map(({ ended }) => ended));
  going.clear();
});

export async function serveHere(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const daemon = start(folder, ["serve", "--port", "0", "--json", ...args], { env });
  going.add(daemon);
  const { url } = JSON.parse((await daemon.said("\n")).trim()) as { url: string };
  const token = readFileSync(path.join(folder, ".drover/state/token"), "utf8").trim();
  return {
    going: daemon,
    url,
    token,
    ask: (at, body, as = token) =>
      fetch(`${url}/api/v1${at}`, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          authorization: `Bearer ${as}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async end() {
      daemon.child.kill("SIGTERM");
      const { code } = await daemon.ended;
      going.delete(daemon);
      return code;
    },
  };
}
