import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { expect } from "vitest";
import { MAIN } from "../cli/drover.ts";
import { endsLater, type Status } from "../daemon/support.ts";
import { atEndOfFile } from "../endings.ts";

/** What a tool gave, or refused with. */
interface Told {
  readonly isError: boolean;
  /** Structured content; of a refusal its code, message and details. */
  readonly value: Readonly<Record<string, unknown>>;
}

interface More {
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** The official client, as agents have it: it checks what it is given against each tool's schema. */
export interface Session {
  readonly client: Client;
  readonly call: (tool: string, args?: Record<string, unknown>, more?: More) => Promise<Told>;
  readonly pid: number | null;
  close(): Promise<void>;
}

const open = new Set<Session>();

atEndOfFile(async () => {
  for (const one of open) await one.close();
});

/** An agent that has started `drover mcp` in a folder. */
export async function atStdio(folder: string, args: readonly string[] = []): Promise<Session> {
  endsLater(folder);
  const { PATH = "", HOME = "/" } = process.env;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [MAIN, "mcp", ...args],
    cwd: folder,
    env: { PATH, HOME, GIT_CONFIG_GLOBAL: "/dev/null" },
    stderr: "pipe",
  });
  return session(transport, () => transport.pid);
}

/** An agent that comes to the daemon's port with a token. */
export const atPort = ({ url }: Status, token: string): Promise<Session> =>
  session(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
    () => null,
  );

async function session(transport: Transport, pid: () => number | null): Promise<Session> {
  const client = new Client({ name: "tester", version: "1" });
  await client.connect(transport);
  // The client checks structured content from here on.
  await client.listTools();
  const made: Session = {
    client,
    pid: pid(),
    async call(name, args = {}, { onProgress, signal } = {}) {
      const result = await client.callTool({ name, arguments: args }, undefined, {
        ...(onProgress !== undefined && { onprogress: ({ message }) => onProgress(message ?? "") }),
        ...(signal !== undefined && { signal }),
      });
      const [first] = result.content as readonly { readonly text: string }[];
      const isError = result.isError === true;
      const value = (isError ? result._meta?.["drover/error"] : result.structuredContent) as Told["value"];
      if (isError) expect(first?.text).toContain(`${String(value["code"])}: ${String(value["message"])}`);
      return { isError, value };
    },
    async close() {
      open.delete(made);
      await client.close();
    },
  };
  open.add(made);
  return made;
}

/** A text in which that is found. */
export const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

export const refusedWith = (code: string, message: RegExp = /^Cannot/): object => ({
  isError: true,
  value: { code, message: like(message) },
});
