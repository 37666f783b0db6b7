// `npm run bench:inspector [-- page|chart|changes|events|logs]`: what a person feels of the inspector, measured in headless Chromium.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { benchLogs } from "./inspector-logs.mjs";
import { cli, inTemporaryFolder, median, percentile, print, root, row } from "./measure.mjs";

const EMITS = Array.from({ length: 9 }, (_, i) => `{ emit: e${i} }`).join(", ");
const WORKFLOWS = {
  waits: "workspace: none\nsteps:\n  - { id: w, wait: { event: go } }\n",
  // Nine events of its own for each hit, and the one that says where the run is: a hundred hits are a thousand events.
  counts: `workspace: none
initial: a
context: { n: 0 }
states:
  a: { on: { hit: { target: b, do: [{ set: { n: "\${{ context.n + 1 }}" } }, ${EMITS}] }, stop: end } }
  b: { on: { hit: { target: a, do: [{ set: { n: "\${{ context.n + 1 }}" } }, ${EMITS}] }, stop: end } }
  end: { type: final }
`,
  sixty: sixtyStates(),
};

/** Nested, parallel, with loops back: 60 states as a person might write them. */
function sixtyStates() {
  const group = (name, next) => `  ${name}:
    initial: s0
    states:
${Array.from({ length: 10 }, (_, i) => `      s${i}: { on: { next: ${i === 9 ? "end" : `s${i + 1}`}${i > 2 && i % 3 === 0 ? `, back: s${i - 2}` : ""} } }`).join("\n")}
      end: { type: final }
    on-done: ${next}
`;
  const names = ["plan", "write", "test", "review", "ship"];
  const groups = names.map((name, i) => group(name, names[i + 1] ?? "done")).join("");
  return `workspace: none\ninitial: plan\nstates:\n${groups}  done: { type: final }\n`;
}

function chromiumPath() {
  const found = (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((folder) => ["chromium", "google-chrome"].map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error("there is no Chromium: install the package chromium");
  return found;
}

/** A project with a daemon of its own, and a browser. */
async function withInspector(folder, work) {
  mkdirSync(path.join(folder, ".drover/workflows"), { recursive: true });
  for (const [name, text] of Object.entries(WORKFLOWS))
    writeFileSync(path.join(folder, `.drover/workflows/${name}.yaml`), `name: ${name}\n${text}`);
  const drover = (...args) => execFileSync(process.execPath, [cli, ...args], { cwd: folder, encoding: "utf8" });
  drover("serve", "-d", "--port", "0");
  const { url } = JSON.parse(readFileSync(path.join(folder, ".drover/state/daemon.json"), "utf8"));
  const authorization = `Bearer ${readFileSync(path.join(folder, ".drover/state/token"), "utf8").trim()}`;
  const ask = async (where, body) => {
    const response = await fetch(`${url}/api/v1${where}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ["--no-sandbox", "--js-flags=--expose-gc"],
  });
  /** A new browser that is logged in and has nothing in its cache. */
  const open = async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const { url: link } = JSON.parse(drover("open", "--json"));
    await context.request.get(link);
    const page = await context.newPage();
    await page.addInitScript(NOTES);
    return page;
  };
  try {
    return await work({ folder, url, ask, open });
  } finally {
    await browser.close();
    drover("stop");
  }
}

/** In the page: when something first appeared, by the clock of the navigation, and when by the machine's. */
const NOTES = `
  globalThis.firstSight = (selector) => new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(selector) === null) return false;
      // Once it is drawn.
      requestAnimationFrame(() => setTimeout(() => resolve({ since: performance.now(), at: Date.now() })));
      return true;
    };
    if (look()) return;
    const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });
`;

const started = async ({ ask }, workflow) => {
  const { run } = await ask("/runs", { workflow });
  while ((await ask(`/runs/${run}`)).status !== "waiting");
  return run;
};

async function benchPage(inspector) {
  const times = [];
  for (let i = 0; i < 20; i++) await started(inspector, "waits");
  for (let i = 0; i < 5; i++) {
    const page = await inspector.open();
    await page.addInitScript('globalThis.seen = firstSight("tbody a[data-run]")');
    await page.goto(inspector.url);
    times.push((await page.evaluate("seen")).since);
    await page.context().close();
  }
  return [
    row("first useful paint, nothing in the cache, p50", [median(times), "ms"], 1000, {
      note: `the list of runs, the slowest of ${times.length}: ${Math.max(...times).toFixed(0)} ms`,
    }),
    scripts(),
  ];
}

/** Of everything but the editor and what only it needs: its files are those that the author view alone loads. */
function scripts() {
  const assets = path.join(root, "dist/inspector/assets");
  const files = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const isEditor = (name) => /^(author-page|simulate)-/.test(name);
  const size = (names) =>
    names.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name))).length, 0) / 1000;
  const editor = files.filter(isEditor);
  return row(
    "scripts before the editor is opened, gzipped",
    [size(files.filter((name) => !isEditor(name))), "kB"],
    250,
    {
      note: `${files.length - editor.length} files; the editor's ${size(editor).toFixed(0)} kB come when it is opened`,
    },
  );
}

async function benchChart(inspector) {
  const run = await started(inspector, "sixty");
  const layouts = path.join(inspector.folder, ".drover/state/layouts");
  const draw = async () => {
    const page = await inspector.open();
    await page.goto(`${inspector.url}/runs/${run}/timeline`);
    const tab = page.getByRole("tab", { name: "Chart" });
    await tab.waitFor();
    const seen = page.evaluate(
      '(document.querySelector("#tab-chart").addEventListener("click", () => (globalThis.t0 = performance.now()), { capture: true }), firstSight("[data-path]"))',
    );
    await tab.click();
    const { since } = await seen;
    const took = since - (await page.evaluate("t0"));
    const states = await page.locator("[data-path]").count();
    await page.context().close();
    return { took, states };
  };
  const first = await draw();
  const cached = [];
  for (let i = 0; i < 5; i++) cached.push((await draw()).took);
  if (existsSync(layouts)) rmSync(layouts, { recursive: true });
  return [
    row("a chart of 60 states, the first time", [first.took, "ms"], 1500, { note: `${first.states} states drawn` }),
    row("the same from the cache, p50", [median(cached), "ms"], 100, {
      note: `a new browser each time; the slowest of ${cached.length}: ${Math.max(...cached).toFixed(0)} ms`,
    }),
  ];
}

async function benchChanges(inspector) {
  const run = await started(inspector, "counts");
  const page = await inspector.open();
  await page.goto(`${inspector.url}/runs/${run}`);
  await page.locator('[data-path="main.a"][data-active="true"]').waitFor();
  const times = [];
  for (let i = 0; i < 60; i++) {
    const next = i % 2 === 0 ? "b" : "a";
    const seen = page.evaluate(`firstSight('[data-path="main.${next}"][data-active="true"]')`);
    const before = Date.now();
    await inspector.ask(`/runs/${run}/signals`, { name: "hit" });
    times.push((await seen).at - before);
  }
  await page.context().close();
  return [
    row("a change of state until it is seen, p95", [percentile(times, 0.95), "ms"], 150, {
      note: `p50 ${median(times)} ms, from the request that causes it`,
    }),
  ];
}

const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 60);
const FRAMES = `
  globalThis.frames = [];
  const count = (at) => { frames.push(at); requestAnimationFrame(count); };
  requestAnimationFrame(count);
`;

async function benchEvents(inspector) {
  const run = await started(inspector, "counts");
  const page = await inspector.open();
  await page.goto(`${inspector.url}/runs/${run}`);
  await page.locator('[data-path="main.a"]').waitFor();
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };
  const before = await heap();
  await page.evaluate(FRAMES);
  let hits = 0;
  let half = 0;
  const begin = performance.now();
  while (performance.now() - begin < SECONDS * 1000) {
    // A hundred in a second, in step with the clock.
    const due = ((performance.now() - begin) / 1000) * 100;
    const batch = Math.max(0, Math.min(20, Math.floor(due - hits)));
    await Promise.all(Array.from({ length: batch }, () => inspector.ask(`/runs/${run}/signals`, { name: "hit" })));
    hits += batch;
    if (half === 0 && performance.now() - begin > SECONDS * 500) half = await heap();
    if (batch === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const took = (performance.now() - begin) / 1000;
  const frames = await page.evaluate("frames");
  const after = await heap();
  const seconds = new Map();
  for (const at of frames) seconds.set(Math.floor(at / 1000), (seconds.get(Math.floor(at / 1000)) ?? 0) + 1);
  const whole = [...seconds.values()].slice(1, -1);
  await page.context().close();
  return [
    row("frames in the slowest second while a thousand events come in each", [Math.min(...whole), "fps"], 30, {
      atLeast: true,
      note: `${((hits * 10) / took).toFixed(0)} events a second for ${took.toFixed(0)} s; the median second: ${median(whole)}`,
    }),
    row("the page's memory grows meanwhile, from half of the time to its end", [after - half, "MB"], 5, {
      note: `${before.toFixed(1)} → ${half.toFixed(1)} → ${after.toFixed(1)} MB after a collection`,
    }),
  ];
}

const BENCHES = { page: benchPage, chart: benchChart, changes: benchChanges, events: benchEvents, logs: benchLogs };
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const rows = await inTemporaryFolder((folder) =>
  withInspector(folder, async (inspector) => {
    const all = [];
    for (const [name, bench] of Object.entries(BENCHES))
      if (wanted.length === 0 || wanted.includes(name)) all.push(...(await bench(inspector)));
    return all;
  }),
);
print(rows);
