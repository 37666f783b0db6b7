import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { WebhookRequest, WebhookResult } from "../../src/triggers/contract.ts";
import { go, holding, makeProject, promptsOf, runsOf, virtualClock, write, type Going } from "./project.ts";

const SECRET = "it is a secret to everybody";
const secrets = { get: (name: string) => (name === "HOOK" ? SECRET : null) };
const NOW = Date.parse("2026-01-01T12:00:00Z");

const hooked = (keys: string): Record<string, string> => ({
  ".drover/workflows/hold.yaml": holding(`  - { webhook: hook, ${keys} }\n`),
});

const sign = (text: string): string => createHmac("sha256", SECRET).update(text).digest("hex");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Delivered {
  readonly body?: string;
  readonly headers?: WebhookRequest["headers"];
  readonly query?: WebhookRequest["query"];
}

const JSON_TYPE = { "Content-Type": "application/json" };

/** As GitHub sends it. */
function github(
  going: Going,
  id: string,
  { body = '{"action":"opened","number":7}', headers = {} }: Delivered = {},
): Promise<WebhookResult> {
  const own = {
    ...JSON_TYPE,
    "X-GitHub-Event": "pull_request",
    "X-GitHub-Delivery": id,
    "X-Hub-Signature-256": `sha256=${sign(body)}`,
    Authorization: "Bearer private",
  };
  return going.triggers.webhook("hook", { headers: { ...own, ...headers }, query: {}, body: bytes(body) });
}

const send = (going: Going, { body = "{}", headers = {}, query = {} }: Delivered): Promise<WebhookResult> =>
  going.triggers.webhook("/hook", { headers: { ...JSON_TYPE, ...headers }, query, body: bytes(body) });

describe("a webhook of GitHub", () => {
  const files = hooked(
    'secret: HOOK, events: [push, pull_request.opened], with: { prompt: "${{ request.event }} ${{ request.body.number }} ${{ json(request.headers) }}" }',
  );

  it("starts a run for a delivery, and tells the same one when it comes again, over a restart too", async () => {
    const root = makeProject(files);
    const first = await go(root, { secrets });
    const result = await github(first, "delivery-1");
    expect(result).toMatchObject({ status: 202, outcome: "started", trigger: "hold.webhook" });
    const known = { status: 200, outcome: "known", run: result.run };
    await expect(github(first, "delivery-1")).resolves.toMatchObject(known);
    await first.close();
    const going = await go(root, { secrets });
    await expect(github(going, "delivery-1")).resolves.toMatchObject(known);
    await expect(github(going, "delivery-2")).resolves.toMatchObject({ outcome: "started" });
    expect(runsOf(going)).toHaveLength(2);
    // What proves who sends is not handed on.
    expect(promptsOf(going)[0]).toBe(
      'pull_request 7 {"content-type":"application/json","x-github-event":"pull_request","x-github-delivery":"delivery-1"}',
    );
    expect(going.triggers.list()[0]?.counts).toEqual({ started: 2, rejected: 0, skipped: 0 });
  });

  it("starts one run when the same delivery comes many times at once", async () => {
    const going = await go(makeProject(files), { secrets });
    const results = await Promise.all(Array.from({ length: 20 }, () => github(going, "delivery-1")));
    expect(new Set(results.map(({ run }) => run)).size).toBe(1);
    expect(results.filter(({ outcome }) => outcome === "started")).toHaveLength(1);
    expect(runsOf(going)).toHaveLength(1);
  });

  it("skips events that it does not ask for, and answers a ping", async () => {
    const going = await go(makeProject(files), { secrets });
    const skipped = { status: 200, outcome: "skipped", run: null };
    const closed = { body: '{"action":"closed","number":7}' };
    await expect(github(going, "1", closed)).resolves.toMatchObject(skipped);
    await expect(github(going, "2", { headers: { "X-GitHub-Event": "ping" } })).resolves.toMatchObject(skipped);
    await expect(github(going, "3", { headers: { "X-GitHub-Event": "push" } })).resolves.toMatchObject({ status: 202 });
  });

  it("takes the JSON that GitHub sends in a form", async () => {
    const going = await go(makeProject(files), { secrets });
    const body = `payload=${encodeURIComponent('{"action":"opened","number":9}')}`;
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    await expect(github(going, "1", { body, headers })).resolves.toMatchObject({ status: 202 });
    expect(promptsOf(going)[0]).toContain("pull_request 9");
  });

  it.each([
    ["a wrong signature", { "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` }],
    ["a signature that is none", { "X-Hub-Signature-256": "sha256=x" }],
    ["a signature of another kind", { "X-Hub-Signature-256": `sha1=${"0".repeat(40)}` }],
    ["an empty signature", { "X-Hub-Signature-256": "" }],
    ["no signature", { "X-Hub-Signature-256": undefined }],
  ])("refuses a request with %s, before it looks at the body", async (_, headers) => {
    const going = await go(makeProject(files), { secrets });
    await expect(github(going, "1", { body: "{ no json", headers })).resolves.toMatchObject({ status: 401, run: null });
    expect(runsOf(going)).toEqual([]);
    expect(going.app.store.facts("trigger:delivery:")).toEqual([]);
  });

  it("refuses a body that is too large, no JSON, no text, or nested without end", async () => {
    const going = await go(
      makeProject(hooked('secret: HOOK, max-size: 10k, with: { prompt: "${{ json(request.body) }}" }')),
      { secrets },
    );
    const statusOf = async (body: string): Promise<number> => (await github(going, body.slice(0, 8), { body })).status;
    expect(await statusOf("x".repeat(10 * 1024 + 1))).toBe(413);
    expect(await statusOf("{ no json")).toBe(400);
    expect(await statusOf("[".repeat(5_000) + "]".repeat(5_000))).toBe(400);
    expect(runsOf(going)).toEqual([]);
  });

  it("takes a delivery whose name is empty by its bytes: two of them are not the same", async () => {
    const going = await go(makeProject(files), { secrets });
    const first = await github(going, "", { body: '{"action":"opened","number":1}' });
    const second = await github(going, "", { body: '{"action":"opened","number":2}' });
    expect([first.outcome, second.outcome]).toEqual(["started", "started"]);
  });

  it("takes nothing while its secret is not set, and says so", async () => {
    const going = await go(makeProject(files), { secrets: { get: () => null } });
    await expect(github(going, "1")).resolves.toMatchObject({ status: 503, outcome: "unavailable" });
    expect(going.triggers.list()[0]).toMatchObject({ state: "failing", problem: 'The secret "HOOK" is not set.' });
  });

  it("keeps a delivery whose inputs do not fit as a dead letter, which can be replayed", async () => {
    const root = makeProject(hooked('secret: HOOK, with: { prompt: x, count: "${{ request.body.number }}" }'));
    const going = await go(root, { secrets });
    const result = await github(going, "1", { body: '{"number":"many"}' });
    expect(result).toMatchObject({ status: 422, outcome: "rejected", run: null });
    const [letter] = going.triggers.deadLetters("hold.webhook");
    expect(letter).toMatchObject({
      about: { body: { number: "many" } },
      reason: expect.stringContaining("many") as string,
    });
    write(
      root,
      ".drover/workflows/hold.yaml",
      hooked('secret: HOOK, with: { prompt: "${{ request.body.number }}" }')[".drover/workflows/hold.yaml"] ?? "",
    );
    await going.triggers.reload();
    const taken = await going.triggers.replay("hold.webhook", letter?.id ?? "");
    expect(taken.outcome).toBe("started");
    // To send it again is as good as to replay it.
    await expect(github(going, "1", { body: '{"number":"many"}' })).resolves.toMatchObject({
      outcome: "known",
      run: "run" in taken ? taken.run : "",
    });
    expect(going.triggers.deadLetters("hold.webhook")).toEqual([]);
  });
});

describe("a webhook of anybody else", () => {
  const signed = hooked(
    'secret: HOOK, signature: hmac-sha256, signature-header: X-Sig, timestamp-header: X-Time, when: request.query.go == "1", with: { prompt: "${{ request.body.text }}" }',
  );
  const stamped = (going: Going, time: string, text = "hello"): Promise<WebhookResult> => {
    const body = JSON.stringify({ text });
    return send(going, { body, headers: { "x-sig": sign(`${time}.${body}`), "x-time": time }, query: { go: "1" } });
  };

  it("proves when it was sent: what is old is refused, and what comes twice is known", async () => {
    const going = await go(makeProject(signed), { secrets, clock: virtualClock(NOW) });
    const now = String(NOW / 1000);
    const result = await stamped(going, now);
    expect(result).toMatchObject({ status: 202 });
    await expect(stamped(going, now)).resolves.toMatchObject({ outcome: "known", run: result.run });
    await expect(stamped(going, String(NOW / 1000 - 200))).resolves.toMatchObject({ outcome: "started" });
    await expect(stamped(going, new Date(NOW + 1_000).toISOString())).resolves.toMatchObject({ outcome: "started" });
    await expect(stamped(going, String(NOW / 1000 - 301))).resolves.toMatchObject({ status: 401 });
    await expect(stamped(going, String(NOW + 301_000))).resolves.toMatchObject({ status: 401 });
    await expect(stamped(going, "yesterday")).resolves.toMatchObject({ status: 401 });
    // A time that nobody signed is worth nothing.
    const body = '{"text":"hello"}';
    await expect(
      send(going, { body, headers: { "x-sig": sign(`${now}.${body}`), "x-time": String(NOW / 1000 + 1) } }),
    ).resolves.toMatchObject({ status: 401 });
    await expect(send(going, { body, headers: { "x-sig": sign(body) } })).resolves.toMatchObject({ status: 401 });
  });

  it("is known by its body where no header names the delivery, and skipped where the condition says no", async () => {
    const going = await go(
      makeProject(
        hooked(
          'secret: HOOK, signature: hmac-sha256, when: request.body != null, with: { prompt: "${{ json(request.body) }}" }',
        ),
      ),
      { secrets },
    );
    const post = (body: string, signature = sign(body)) => send(going, { body, headers: { "X-Signature": signature } });
    const first = await post('{"n":1}');
    await expect(post('{"n":1}')).resolves.toMatchObject({ outcome: "known", run: first.run });
    await expect(post('{"n":2}', Buffer.from(sign('{"n":2}'), "hex").toString("base64"))).resolves.toMatchObject({
      status: 202,
    });
    await expect(post("null")).resolves.toMatchObject({ status: 200, outcome: "skipped" });
  });

  it("needs no signature if the trigger says so in as many words", async () => {
    const going = await go(makeProject(hooked('insecure: true, with: { prompt: "${{ request.query.who }}" }')));
    for (const who of ["Ada", "Ada"])
      await expect(send(going, { query: { who } })).resolves.toMatchObject({ status: 202 });
    expect(promptsOf(going)).toEqual(["Ada", "Ada"]);
    await expect(going.triggers.webhook("other", { headers: {}, query: {}, body: bytes("") })).resolves.toEqual({
      status: 404,
      outcome: "refused",
      trigger: null,
      run: null,
      message: "No webhook has this path.",
    });
  });
});
