import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { coerceInputs } from "../../src/definition/index.ts";
import type { RunState } from "../../src/core/run.ts";
import { exampleFiles, readExample, ROOT, type Example } from "./example-file.ts";
import { answer, ended, filesBelow, inState, openProject, type TestProject } from "./project.ts";

/** How each example ends when it is run, and answered, as its comments say. */
interface End {
  readonly status?: "failed";
  readonly output?: unknown;
  readonly steps?: Readonly<Record<string, string>>;
  /** The state to wait for before the first answer. */
  readonly ready?: string;
}

const text = expect.any(String) as string;

const ENDS: Readonly<Record<string, End>> = {
  agent: { output: { answer: "Say in one sentence what this repository is about.", changed: [] } },
  approval: { output: { comment: "Ship it" }, steps: { publish: "succeeded" } },
  board: { output: { rounds: 2, said: "Say hello, round 2, remark: too short" } },
  child: { output: { run: text, said: "lint on linux: fine" } },
  environment: {
    output: { said: "stage production, region north\nlength of the token: 9\n" },
  },
  finally: {
    status: "failed",
    output: null,
    steps: { work: "failed", tidy: "succeeded", cheer: "skipped", tell: "succeeded" },
  },
  "fix-loop": { output: { visits: 2, said: "add(2, 3) is 5" } },
  hello: { output: {}, steps: { greet: "succeeded" } },
  inbox: { output: { said: "At once: Mend the login page" } },
  inputs: { output: { greeted: "Ada; rm -rf /", shouted: true } },
  matrix: { output: { said: ["test on linux: fine", "test on macos: fine", "lint on windows: fine"] } },
  "on-failure": { output: { optional: 3, told: "Failed: exited with code 1: no space left" } },
  outputs: { output: { major: "12", passed: 3, said: "3 passed, 0 failed" } },
  parallel: {
    output: { all: "failed, 4 tests passed", endless: "canceled" },
    steps: { lint: "failed", test: "succeeded", broken: "failed" },
  },
  "parts/check": { output: { said: "lint on linux: fine" } },
  retry: { output: { attempts: 3 } },
  schedule: { output: { said: "A report on the day" } },
  statechart: { output: { songs: 1, pauses: 1 }, ready: "playing.song" },
  timeout: { output: { slow: "timed_out", silent: "said nothing for 0.5 s and was ended" } },
  wait: { output: { version: "1.2", complaint: "timed_out" } },
  workspace: {
    output: { branch: expect.stringMatching(/^drover\/example-/) as string, files: ["drover-example.txt"] },
  },
};

const nameOf = (file: string): string => file.replace(/^examples\/(.*)\.yaml$/, "$1");

let project: TestProject;
beforeAll(async () => {
  project = await openProject();
});
afterAll(() => project.close());

async function run(example: Example, ready: string | null): Promise<RunState> {
  const { app } = project;
  const workflow = app.catalog.load(example.file, ROOT);
  const inputs: JsonObject = coerceInputs(workflow.definition, example.inputs);
  const id = await app.start(workflow, inputs, { from: ROOT });
  if (ready !== null) await inState(app, id, ready);
  for (const { name, data } of example.answers) await answer(app, id, name, data);
  return ended(app, id);
}

describe("an example", () => {
  it.each(exampleFiles())("%s ends as expected when it is run as it says", async (file) => {
    const { status = "succeeded", output, steps = {}, ready = null } = ENDS[nameOf(file)] ?? {};
    const example = readExample(file);
    expect(example.says.length).toBeGreaterThan(20);
    Object.assign(process.env, example.env);
    const { snapshot, steps: records } = await run(example, ready);
    for (const name of Object.keys(example.env)) delete process.env[name];
    expect(snapshot).toMatchObject({ status, error: status === "succeeded" ? null : { message: text } });
    expect(snapshot.output).toEqual(output);
    for (const [step, expected] of Object.entries(steps))
      expect([step, records[step]?.status]).toEqual([step, expected]);
  });

  it("is expected for every file, and there is a file for each that is expected", () => {
    expect(exampleFiles().map(nameOf)).toEqual(Object.keys(ENDS).toSorted());
  });

  it("stays short enough to be read at once", () => {
    const long = exampleFiles().filter((file) => readFileSync(path.join(ROOT, file), "utf8").split("\n").length > 36);
    expect(long).toEqual([]);
  });
});

describe("all examples together", () => {
  it("leave the user's own files as they are", () => {
    expect(project.git("status", "--porcelain")).toBe("");
    expect(project.git("log", "--format=%s", "main")).toBe("First");
  });

  it("leave no trace of the secret's value on disk", () => {
    const secret = readExample("examples/environment.yaml").env["DROVER_SECRET_TOKEN"] ?? "";
    const holders = filesBelow(path.join(project.root, ".drover/state")).filter((file) =>
      readFileSync(file).includes(secret),
    );
    expect(secret).not.toBe("");
    expect(holders).toEqual([]);
  });
});
