import { copyFileSync, mkdtempSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCatalog, type LoadedWorkflow } from "../../src/project/catalog.ts";
import { openLayouts, type Layout, type Layouts } from "../../src/layout/index.ts";
import { projectAt } from "../../src/project/project.ts";

const root = path.resolve(import.meta.dirname, "../..");
const catalog = openCatalog(projectAt(root));
const load = (file: string): LoadedWorkflow => catalog.load(`./${file}`, root);
const workflowsIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder)).flatMap((name) => (name.endsWith(".yaml") ? [`${folder}/${name}`] : []));
const nobody = path.join(root, "test/fixtures/no-such-program.mjs");

let folder: string;
let layouts: Layouts;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "drover-layouts-"));
  layouts = openLayouts(folder);
});

afterAll(() => layouts.close());

const laid = (file: string, detail: Layout["detail"], from = layouts): Promise<Layout> => {
  const { definition, hash } = load(file);
  return from.of({ definition, hash, detail });
};

type State = Layout["states"][number];
type Point = { readonly x: number; readonly y: number };

const overlap = (a: State, b: State): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const holds = (a: State, b: State): boolean =>
  a.x <= b.x && a.y <= b.y && b.x + b.width <= a.x + a.width && b.y + b.height <= a.y + a.height;

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1.5;
const isAtBorder = ({ x, y }: Point, { x: left, y: top, width, height }: State): boolean => {
  const [right, bottom] = [left + width, top + height];
  const isBeside = x > left - 1.5 && x < right + 1.5 && y > top - 1.5 && y < bottom + 1.5;
  return isBeside && (near(x, left) || near(x, right) || near(y, top) || near(y, bottom));
};

function faults({ states, ways, width, height }: Layout): string[] {
  const byPath = new Map(states.map((state) => [state.path, state]));
  const siblings = states.flatMap((a, i) =>
    states.slice(i + 1).flatMap((b) => (a.parent === b.parent && overlap(a, b) ? [`${a.path} lies on ${b.path}`] : [])),
  );
  const strays = states.flatMap((state) => {
    const parent = state.parent === null ? null : byPath.get(state.parent);
    if (parent === undefined) return [`${state.path} comes before its parent`];
    return parent === null || holds(parent, state) ? [] : [`${state.path} is not within ${parent.path}`];
  });
  const outside = states.filter(
    (one) => one.x < 0 || one.y < 0 || one.x + one.width > width || one.y + one.height > height || one.width === 0,
  );
  const loose = ways.flatMap(({ from, to, id, points, text, labelAt }) => {
    if (to === null) return points.length > 0 || labelAt !== null ? [`${id} stays, and is drawn`] : [];
    const [a, b, first, last] = [byPath.get(from), byPath.get(to), points[0], points.at(-1)];
    if (a === undefined || b === undefined || first === undefined || last === undefined) return [`${id} leads nowhere`];
    if (!isAtBorder(first, a)) return [`${id} does not begin at ${from}`];
    if (!isAtBorder(last, b)) return [`${id} does not end at ${to}`];
    return (text === "") === (labelAt === null) ? [] : [`${id} has words without a place, or the other way round`];
  });
  return [...siblings, ...strays, ...outside.map(({ path: one }) => `${one} is outside`), ...loose];
}

const hard = ["chart", "all-branches", "goto"].map((one) => `test/simulation/workflows/${one}.yaml`);
const files = [...["workflows", "examples"].flatMap(workflowsIn), ...hard];

describe("the layout of a workflow", () => {
  it.each(files)("%s has nothing on top of each other, and every way between its two states", async (file) => {
    for (const detail of ["steps", "machine"] as const) expect(faults(await laid(file, detail))).toEqual([]);
  });

  it("of the whole machine shows every state and way of its graph, and `finally` behind `main`", async () => {
    const { states, ways } = await laid("workflows/attempt.yaml", "machine");
    expect(states.map((one) => one.path)).toContain("main.(failed)");
    expect(ways.find((way) => way.from === "main")).toMatchObject({ to: "finally", kind: "always", text: "" });
  });

  it("as it is written leaves out what nobody wrote, and a branch around a single step", async () => {
    const { states, ways } = await laid("examples/parallel.yaml", "steps");
    expect(states.map((one) => [one.path, one.parent, one.isInitial])).toEqual([
      ["main.all", null, true],
      ["main.all.lint.lint", "main.all", true],
      ["main.all.unit", "main.all", true],
      ["main.all.unit.build", "main.all.unit", true],
      ["main.all.unit.test", "main.all.unit", false],
      ["main.first-failure", null, false],
      ["main.first-failure.broken.broken", "main.first-failure", true],
      ["main.first-failure.endless.endless", "main.first-failure", true],
    ]);
    expect(ways.map(({ from, to }) => [from, to])).toContainEqual(["main.all.unit.build", "main.all.unit.test"]);
  });

  it("leads past a condition to the step behind it", async () => {
    const text = `name: gated
workspace: none
inputs: { x: { type: boolean } }
steps:
  - { id: a, run: 'true' }
  - { id: b, when: inputs.x, parallel: [{ id: c, run: 'true' }, { id: d, run: 'true' }] }
`;
    const result = catalog.check("gated", text);
    if (!result.ok) throw new Error(JSON.stringify(result));
    const { states, ways } = await layouts.of({ ...result, detail: "steps" });
    expect(states.map((one) => one.path)).not.toContain("main.b(when)");
    expect(ways.map(({ from, to }) => [from, to])).toContainEqual(["main.a", "main.b"]);
  });

  it("keeps the order of the file from top to bottom, and of branches from left to right", async () => {
    const { states } = await laid("workflows/attempt.yaml", "steps");
    const steps = states.filter((one) => one.parent === "main");
    expect(steps.toSorted((a, b) => a.y - b.y)).toEqual(steps);
    const branches = (await laid("examples/matrix.yaml", "steps")).states.filter((one) => one.parent !== null);
    expect(branches.map((one) => one.key)).toEqual(["linux", "macos", "windows"]);
    expect(branches.toSorted((a, b) => a.x - b.x)).toEqual(branches);
  });
});

describe("a layout that was made", () => {
  const kept = async (): Promise<string> =>
    path.join(folder, `${(await laid("workflows/task.yaml", "steps")).hash}.steps.json`);

  it("is not made again: nobody is there to do it", async () => {
    const before = await laid("workflows/task.yaml", "steps");
    const idle = openLayouts(folder, { program: nobody });
    expect(await laid("workflows/task.yaml", "steps", idle)).toEqual(before);
    await expect(
      laid("workflows/task.yaml", "steps", openLayouts(`${folder}/none`, { program: nobody })),
    ).rejects.toThrow("Cannot draw the workflow");
  });

  it("is refused at once when it is too large, with what to do", async () => {
    const steps = Array.from({ length: 600 }, (_, i) => `  - { id: s${i}, run: 'true' }`).join("\n");
    const result = catalog.check("long", `name: long\nworkspace: none\nsteps:\n${steps}\n`);
    if (!result.ok) throw new Error(JSON.stringify(result));
    const fresh = openLayouts(`${folder}/none`, { program: nobody });
    await expect(fresh.of({ ...result, detail: "steps" })).rejects.toMatchObject({
      code: "layout.failed",
      message: expect.stringMatching(/it has 600 states and 599 ways .* no more than 500 and 300 .*workflow:/),
    });
  });

  it("is not tried again for a while when it failed: the thread is there for others", async () => {
    const program = path.join(folder, "late.mjs");
    const fresh = openLayouts(`${folder}/late`, { program });
    await expect(laid("workflows/task.yaml", "steps", fresh)).rejects.toThrow("the program that lays it out ended");
    copyFileSync(path.join(root, "test/fixtures/layout-worker.mjs"), program);
    await expect(laid("workflows/task.yaml", "steps", fresh)).rejects.toThrow("the program that lays it out ended");
    expect((await laid("workflows/attempt.yaml", "steps", fresh)).detail).toBe("steps");
    await fresh.close();
  });

  it("is made again when its file is damaged", async () => {
    const file = await kept();
    const before = readFileSync(file, "utf8");
    for (const damage of [
      () => truncateSync(file, 100),
      () => writeFileSync(file, "{}"),
      () => writeFileSync(file, before.replace('"version":', '"version":9')),
    ]) {
      damage();
      await laid("workflows/task.yaml", "steps");
      expect(readFileSync(file, "utf8")).toBe(before);
    }
  });

  it("is one for all who ask at once", async () => {
    const fresh = openLayouts(path.join(folder, "many"));
    const all = await Promise.all(Array.from({ length: 100 }, () => laid("workflows/task.yaml", "steps", fresh)));
    expect(new Set(all).size).toBe(1);
    await fresh.close();
  });

  it("is forgotten when hundreds have come since", async () => {
    const crowded = path.join(folder, "crowded");
    const fresh = openLayouts(crowded);
    await laid("workflows/task.yaml", "steps", fresh);
    for (let i = 0; i < 450; i++) {
      writeFileSync(path.join(crowded, `${i}.json`), "");
      utimesSync(path.join(crowded, `${i}.json`), i, i);
    }
    const { hash } = await laid("workflows/task.yaml", "machine", fresh);
    const left = readdirSync(crowded);
    expect(left.length).toBeLessThanOrEqual(400);
    expect(left).toEqual(expect.arrayContaining([`${hash}.steps.json`, `${hash}.machine.json`, "449.json"]));
    await fresh.close();
  });
});
