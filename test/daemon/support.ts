import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../../src/core/errors.ts";
import { stopDaemon } from "../../src/cli/commands/stop.ts";
import { callDaemon } from "../../src/daemon/call.ts";
import { daemonCommand, daemonStatus } from "../../src/daemon/ensure.ts";
import { projectAt, type Project } from "../../src/project/project.ts";
import { ended, eventually, json, MAIN, start, type Ended, type Going } from "../cli/drover.ts";
import { carriedOut, isForHere } from "../cli/here.ts";
import { atEndOfFile } from "../endings.ts";

/** Commands as users give them: with a daemon. */
const WITH_DAEMON = { DROVER_FOREGROUND: "" } as const;

export const ask = (cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  Object.keys(env).length === 0 && isForHere(args, false)
    ? carriedOut(cwd, args)
    : ended(cwd, args, { env: { ...WITH_DAEMON, ...env } });
export const begin = (cwd: string, args: readonly string[]): Going => start(cwd, args, { env: WITH_DAEMON });

export interface Status {
  readonly pid: number;
  readonly url: string;
}

export const status = (cwd: string): Promise<Status | null> => json<Status | null>(cwd, ["status"]);

const served = new Set<string>();

/** As `drover stop` does, without a process for each folder. */
atEndOfFile(async () => {
  await Promise.all(
    [...served].map(projectAt).map(async (ofFolder) => {
      // An agent may have been started beside any project.
      if (!existsSync(ofFolder.drover)) return;
      await cancelAll(ofFolder);
      await stopDaemon(ofFolder);
    }),
  );
  served.clear();
});

/** An agent outlives a daemon that is stopped, and would wait for the next one for ever: what is at work ends before. */
async function cancelAll(ofFolder: Project): Promise<void> {
  if ((await daemonStatus(ofFolder)) === null) return;
  const { items } = await callDaemon<{ readonly items: readonly { readonly run: string; readonly status: string }[] }>(
    ofFolder,
    { method: "GET", path: "/runs?limit=500" },
  );
  const atWork = items.filter((run) => ["running", "waiting"].includes(run.status));
  await Promise.all(
    atWork.map(async ({ run }) => {
      await callDaemon(ofFolder, { method: "POST", path: `/runs/${run}/cancel`, body: { force: true } }).catch(
        unlessEnded,
      );
      await callDaemon(ofFolder, { method: "GET", path: `/runs/${run}/wait?until=end&timeoutMs=10000` });
    }),
  );
}

/** It may have come to its end by itself since it was listed. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof DroverError && error.code === "run.final")) throw error;
}

/** Ends whatever daemon a project has when the tests are over. */
export function endsLater(folder: string): string {
  served.add(folder);
  return folder;
}

/** Starts a daemon as `drover serve -d` starts one, without a process that only waits for it. */
export async function serve(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Status> {
  endsLater(folder);
  const command = daemonCommand(["--json", "--port", "0"], MAIN);
  const daemon = start(folder, args, { env: { ...WITH_DAEMON, ...env }, command });
  return JSON.parse(await daemon.said("\n")) as Status;
}

export async function killed({ pid }: Pick<Status, "pid">): Promise<void> {
  process.kill(pid, "SIGKILL");
  await eventually(() => !isAlive(pid), `process ${pid} is gone`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie whose parent has not asked yet is dead.
  return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

export const tokenOf = (folder: string): string =>
  readFileSync(path.join(folder, ".drover/state/token"), "utf8").trim();

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call of the API at its port. */
export async function call<T = Record<string, unknown>>(
  folder: string,
  { url }: Pick<Status, "url">,
  where: string,
  { method = "GET", body, token = tokenOf(folder), headers = {} }: Asked = {},
): Promise<Answered<T>> {
  const response = await fetch(`${url}/api/v1${where}`, {
    method: body === undefined ? method : "POST",
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as T, headers: response.headers };
}

export interface Heard {
  readonly id: string | null;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** Listens to server-sent events until `isEnough`, or until the connection ends; the connection is then cut. */
export async function listen(
  folder: string,
  { url }: Pick<Status, "url">,
  where: string,
  isEnough: (heard: readonly Heard[]) => boolean,
): Promise<readonly Heard[]> {
  const cut = new AbortController();
  const heard: Heard[] = [];
  try {
    const response = await fetch(`${url}/api/v1${where}`, {
      headers: { authorization: `Bearer ${tokenOf(folder)}` },
      signal: cut.signal,
    });
    if (response.status !== 200 || response.body === null) throw new Error(await response.text());
    let rest = "";
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) heard.push(parse(block));
      if (isEnough(heard)) break;
    }
  } catch (error) {
    // The daemon was killed meanwhile.
    if (!(error instanceof TypeError)) throw error;
  } finally {
    cut.abort();
  }
  return heard.filter(({ type }) => type !== "heartbeat");
}

function parse(block: string): Heard {
  const field = (name: string): string | null =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  return {
    id: field("id"),
    type: field("event") ?? "message",
    data: JSON.parse(field("data") ?? "{}") as Record<string, unknown>,
  };
}
