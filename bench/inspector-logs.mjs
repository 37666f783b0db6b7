// How long logs and conversations are read: part `logs` of `npm run bench:inspector`.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { median, row } from "./measure.mjs";

const ENTRIES = 200_000;
const SECONDS = 10;

/** Lines as Claude Code writes them: a command and two texts in turn, some of them long. */
const TALKER = `import fs from "node:fs";
let text = "";
const tell = (content) => ({ type: "assistant", message: { content: [content] } });
for (let i = 0; i < ${ENTRIES}; i++) {
  const content = i % 3 === 0
    ? { type: "tool_use", id: "t" + i, name: "Bash", input: { command: "echo " + i } }
    : { type: "text", text: "This is **entry " + i + " of many**. " + "It has some words. ".repeat(i % 9) };
  const line = tell(content);
  line.message.id = "m" + i;
  text += JSON.stringify(line) + "\\n";
  if (text.length > 4e6) { fs.writeSync(1, text); text = ""; }
}
fs.writeSync(1, text + JSON.stringify({ type: "result", result: "done" }) + "\\n");
`;

const WRITER = `import fs from "node:fs";
let [i, written] = [0, 0];
while (written < 1e9) {
  let text = "";
  while (text.length < 4e6) text += String(i++).padStart(9, "0") + " an ordinary line of a log, " + "as long as others ".repeat(i % 4) + "\\n";
  for (let at = 0; at < text.length;) at += fs.writeSync(1, at === 0 ? text : text.slice(at));
  written += text.length;
}
`;

/** Two runs that have said and written it all: `{ talk, log }`. */
async function written({ folder, ask }) {
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const file = (name, text) => writeFileSync(path.join(folder, name), text);
  file("talker.mjs", TALKER);
  file("writer.mjs", WRITER);
  const command = JSON.stringify([process.execPath, path.join(folder, "talker.mjs")]);
  file(
    ".drover/agents/talker.yaml",
    `executor: command\nformat: stream-json\nfields: { text: result }\ncommand: ${command}\n`,
  );
  const step = (name, what) =>
    file(`.drover/workflows/${name}.yaml`, `name: ${name}\nworkspace: none\nsteps:\n  - { id: it, ${what} }\n`);
  step("talks", "agent: talker, prompt: go");
  step("writes", 'run: "node writer.mjs"');
  const ended = async (workflow) => {
    const { run } = await ask("/runs", { workflow });
    await ask(`/runs/${run}/wait?until=end&timeoutMs=60000`);
    const { status } = await ask(`/runs/${run}`);
    if (status !== "succeeded") throw new Error(`the run of ${workflow} is ${status}`);
    return run;
  };
  return { talk: await ended("talks"), log: await ended("writes") };
}

async function heapOf(page) {
  const devtools = await page.context().newCDPSession(page);
  return async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    return (await devtools.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };
}

const FRAMES = `new Promise((done) => {
  const times = [];
  const count = (at) => {
    times.push(at);
    if (at - times[0] < ${SECONDS * 1000}) requestAnimationFrame(count);
    else done(times);
  };
  requestAnimationFrame(count);
})`;

/** Turns the wheel, as fast as a hand does, while frames are counted. */
async function wheeled(page) {
  const frames = page.evaluate(FRAMES);
  const until = performance.now() + SECONDS * 1000;
  while (performance.now() < until) {
    await page.mouse.wheel(0, 2000);
    await page.waitForTimeout(16);
  }
  const times = await frames;
  const seconds = Array.from({ length: SECONDS }, () => 0);
  for (const at of times) seconds[Math.min(SECONDS - 1, Math.floor((at - times[0]) / 1000))]++;
  const longest = Math.max(...times.slice(1).map((at, i) => at - times[i]));
  return { slowest: Math.min(...seconds), median: median(seconds), longest };
}

async function benchTalk({ url, open }, run) {
  const page = await open();
  await page.goto(`${url}/runs/${run}/conversation`);
  await page.locator("[data-entry]").first().waitFor({ timeout: 120_000 });
  const heap = await heapOf(page);
  const frame = page.getByRole("region", { name: "Conversation" });
  await frame.evaluate((element) => (element.scrollTop = 0));
  await page.locator("[data-index='0'] [data-entry]").waitFor();
  await frame.hover();
  const before = await heap();
  const { slowest, median: usual, longest } = await wheeled(page);
  const reached = await page.locator("[data-index]").first().getAttribute("data-index");
  const after = await heap();
  await page.context().close();
  return [
    row("a conversation of 200,000 entries, frames in the slowest second while the wheel turns", [slowest, "fps"], 30, {
      atLeast: true,
      note: `the median second ${usual}, the longest frame ${longest.toFixed(0)} ms; entry ${reached} was reached`,
    }),
    row("its memory grows meanwhile", [after - before, "MB"], 10, {
      note: `${before.toFixed(1)} → ${after.toFixed(1)} MB after a collection`,
    }),
  ];
}

async function benchLog({ url, open }, run) {
  const page = await open();
  await page.goto(`${url}/runs/${run}/conversation?view=stdout`);
  await page.locator("[data-offset]").first().waitFor({ timeout: 60_000 });
  const heap = await heapOf(page);
  const rail = page.getByRole("slider", { name: "Place in the log" });
  await rail.fill("0");
  await page.locator("[data-offset='0']").waitFor();
  const before = await heap();
  for (let place = 0; place <= 10_000; place += 100) {
    await rail.fill(String(place));
    await page.waitForTimeout(20);
  }
  await page.getByRole("region", { name: "Log", exact: true }).hover();
  const { slowest } = await wheeled(page);
  const after = await heap();
  await page.context().close();
  return row("a log of 1 GB, from end to end, memory grows", [after - before, "MB"], 10, {
    note: `${before.toFixed(1)} → ${after.toFixed(1)} MB after a collection; frames in the slowest second of the wheel: ${slowest}`,
  });
}

export async function benchLogs(inspector) {
  const { talk, log } = await written(inspector);
  return [...(await benchTalk(inspector, talk)), await benchLog(inspector, log)];
}
