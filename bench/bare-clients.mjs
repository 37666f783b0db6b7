// Clients of a few lines for real agents: they say what has to be said for one prompt, allow what is asked, and keep nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { json } from "node:stream/consumers";
import readline from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { EXECUTORS } from "../dist/executors/executors.js";

const rpc = (say, id, method, params) => say({ jsonrpc: "2.0", id, method, params });
const TEXT = (text) => [{ type: "text", text }];

/** What a client has to say, by what it hears; `true` at the end of the turn. */
const CLIENTS = {
  acp: (say, { prompt, cwd }) => {
    rpc(say, 1, "initialize", { protocolVersion: 1, clientCapabilities: {} });
    return ({ id, method, params, result, error }) => {
      if (error !== undefined) throw new Error(JSON.stringify(error));
      if (id === 1 && result) rpc(say, 2, "session/new", { cwd, mcpServers: [] });
      if (id === 2 && result) rpc(say, 5, "session/prompt", { sessionId: result.sessionId, prompt: TEXT(prompt) });
      if (method === "session/request_permission") {
        const { optionId } = params.options.find(({ kind }) => kind === "allow_once");
        say({ jsonrpc: "2.0", id, result: { outcome: { outcome: "selected", optionId } } });
      }
      return id === 5 && result !== undefined;
    };
  },
  codex: (say, { prompt, cwd, model }) => {
    rpc(say, 1, "initialize", { clientInfo: { name: "bare", title: "bare", version: "0" } });
    return ({ id, method, result }) => {
      if (id === 1 && result) {
        say({ method: "initialized" });
        rpc(say, 2, "thread/start", { cwd, model, sandbox: "workspace-write", approvalPolicy: "on-request" });
      }
      if (id === 2 && result) rpc(say, 3, "turn/start", { threadId: result.thread.id, input: TEXT(prompt) });
      if (method?.endsWith("requestApproval")) say({ id, result: { decision: "accept" } });
      return method === "turn/completed";
    };
  },
  claude: (say, { prompt }) => {
    say({ type: "control_request", request_id: "begin", request: { subtype: "initialize" } });
    return ({ type, request_id, request }) => {
      if (type === "control_response")
        say({ type: "user", message: { role: "user", content: TEXT(prompt) }, parent_tool_use_id: null });
      if (type === "control_request") {
        const response = { behavior: "allow", updatedInput: request.input };
        say({ type: "control_response", response: { subtype: "success", request_id, response } });
      }
      return type === "result";
    };
  },
};

/** A prompt by the agent's standard streams. Settles when every process of the agent has ended. */
function byStreams(profile, { prompt, cwd, env }) {
  const { argv } = EXECUTORS[profile.executor].command({ profile, prompt, session: null });
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { cwd, env, detached: true, stdio: ["pipe", "pipe", "ignore"] });
    const say = (line) => child.stdin.write(`${JSON.stringify(line)}\n`);
    const heard = CLIENTS[profile.executor](say, { prompt, cwd, model: profile.model });
    readline.createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("{") && heard(JSON.parse(line)) && child.pid !== undefined)
        process.kill(-child.pid, "SIGTERM");
    });
    child.once("error", reject);
    child.once("close", resolve);
  });
}

const LISTENING = /^opencode server listening on (http:\/\/\S+)$/;

/** A prompt by the API of a server of OpenCode's, which is started for it and ended after it. */
async function byServer({ command }, { prompt, cwd, env }) {
  const argv = [...command.slice(1), "--hostname", "127.0.0.1", "--port", "0"];
  const secret = { OPENCODE_SERVER_USERNAME: "opencode", OPENCODE_SERVER_PASSWORD: "bare" };
  const child = spawn(command[0], argv, {
    cwd,
    env: { ...env, ...secret },
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  try {
    await promptServer(child, prompt);
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    await ended;
  }
}

async function promptServer(child, prompt) {
  let url = null;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    url = LISTENING.exec(line)?.[1] ?? null;
    if (url !== null) break;
  }
  if (url === null) throw new Error("the server did not listen");
  const at = request(url);
  await untilHealthy(at);
  const events = await at("GET", "/event");
  const { id } = await json(await at("POST", "/session", { title: "Bare" }));
  (await at("POST", `/session/${id}/prompt_async`, { parts: TEXT(prompt) })).resume();
  for await (const { type, properties } of eventsIn(events)) {
    if (type === "permission.asked")
      (await at("POST", `/permission/${properties.id}/reply`, { reply: "once" })).resume();
    if (type === "session.idle") return;
  }
  throw new Error("the server ended in the middle of the turn");
}

async function* eventsIn(response) {
  let rest = "";
  for await (const piece of response.setEncoding("utf8")) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data:")) yield JSON.parse(line.slice(5));
  }
}

/** Asks a server, each time by a connection of its own; gives the response. */
const request =
  (url) =>
  (method, path, body = null, signal = null) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const options = { method, headers, auth: "opencode:bare", agent: false, ...(signal === null ? {} : { signal }) };
      const asked = http.request(url + path, options, resolve);
      asked.once("error", reject);
      asked.end(body === null ? undefined : JSON.stringify(body));
    });

/** While it starts it takes requests that it never answers. */
async function untilHealthy(at) {
  for (;;) {
    const answer = await at("GET", "/global/health", null, AbortSignal.timeout(500)).catch(() => null);
    answer?.on("error", () => undefined).resume();
    if (answer?.statusCode === 200) return;
    await sleep(20);
  }
}

/** One prompt to the bare program of a profile. `work`: `{ prompt, cwd, env }`, the whole environment. */
export const bare = (profile, work) =>
  profile.executor === "opencode" ? byServer(profile, work) : byStreams(profile, work);
