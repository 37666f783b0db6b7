import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, project } from "../cli/drover.ts";
import { isAlive } from "../daemon/support.ts";
import { atStdio, like, refusedWith, type Session } from "./support.ts";

const RULES = `mcp:
  shell:
    allow: ["node *", "cat *", "pwd", "sh *"]
    deny: ["cat secret*"]
`;
const TOUCH = "steps:\n  - { id: touch, run: 'echo kept > file; echo x > secret.txt' }\n";

let folder: string;
let drover: Session;
let run: string;

beforeAll(async () => {
  folder = project({ touch: TOUCH });
  writeFileSync(path.join(folder, ".drover/config.yaml"), RULES);
  drover = await atStdio(folder);
  run = String((await drover.call("start_run", { workflow: "touch" })).value["run"]);
  await drover.call("wait_for_run", { run });
});

const shell = (command: string, more = {}) => drover.call("shell", { run, command, ...more });

describe("a command in a run's workspace", () => {
  it("is refused when config.yaml says nothing of it", async () => {
    const own = project({ touch: TOUCH });
    const other = await atStdio(own);
    const { value } = await other.call("start_run", { workflow: "touch" });
    const refusal = await other.call("shell", { run: value["run"], command: "pwd" });
    expect(refusal).toMatchObject(refusedWith("shell.denied", /Nothing is allowed/));
  });

  it("runs where the run works, with the environment that children get, and tells how it ended", async () => {
    const { value } = await drover.call("get_run", { run });
    const { path: workspace } = value["workspace"] as { path: string };
    expect((await shell("pwd")).value).toMatchObject({ ended: "exited", exitCode: 0, stdout: `${workspace}\n` });
    expect((await shell("cat file")).value).toMatchObject({ stdout: "kept\n", stderr: "", isCut: false });
    expect((await shell("cat nothing")).value).toMatchObject({ exitCode: 1, stderr: like(/nothing/) });
    writeFileSync(
      path.join(workspace, "env.mjs"),
      "console.log(process.env.PATH !== '', process.env.GIT_CONFIG_GLOBAL)",
    );
    expect((await shell("node env.mjs")).value).toMatchObject({ stdout: "true undefined\n" });
  });

  it.each([
    "pwd; id",
    "pwd && id",
    "pwd | cat",
    "cat file > other",
    "cat $(echo file)",
    "cat `echo file`",
    "cat $HOME/x",
    "pwd\nid",
    "pwd &",
    "X=1 pwd",
    "/bin/pwd",
    "cat secret.txt",
    "id",
  ])("is refused: %j", async (command) => {
    expect(await shell(command)).toMatchObject(refusedWith("shell.denied", /Allowed are: node \*/));
  });

  it("is ended with all that it started when its time is over, sessions of their own included", async () => {
    const { value } = await drover.call("get_run", { run });
    const { path: workspace } = value["workspace"] as { path: string };
    writeFileSync(path.join(workspace, "tree.sh"), "setsid sleep 1000 &\necho $$ $! > pids\nsleep 1000\n");
    const asked = { timeoutSeconds: 3 };
    expect((await shell("sh tree.sh", asked)).value).toMatchObject({ ended: "timed_out", exitCode: null });
    const pids = textOf(path.join(workspace, "pids")).trim().split(" ").map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("is ended when its caller gives up", async () => {
    const { value } = await drover.call("get_run", { run });
    const { path: workspace } = value["workspace"] as { path: string };
    writeFileSync(
      path.join(workspace, "stay.mjs"),
      `import { writeFileSync } from "node:fs"; writeFileSync("pid", String(process.pid)); setInterval(() => undefined, 1000);`,
    );
    const gives = new AbortController();
    const asked = drover.call("shell", { run, command: "node stay.mjs" }, { signal: gives.signal });
    const given = asked.catch((error: unknown) => error);
    const pid = (): number => Number(textOf(path.join(workspace, "pid")));
    await eventually(() => pid() > 0, "it has begun");
    gives.abort();
    expect(await given).toBeInstanceOf(Error);
    await eventually(() => !isAlive(pid()), "it has ended");
  });

  it("tells the end of what is long, and ends what is endless", async () => {
    const { value } = await drover.call("get_run", { run });
    const { path: workspace } = value["workspace"] as { path: string };
    writeFileSync(path.join(workspace, "long.mjs"), `console.log("x".repeat(50_000)); console.log("the end");`);
    const { value: long } = await shell("node long.mjs");
    expect(long).toMatchObject({ isCut: true, stdout: like(/x\nthe end\n$/) });
    expect(String(long["stdout"]).length).toBeLessThanOrEqual(32 * 1024);
    writeFileSync(path.join(workspace, "endless.mjs"), `for (;;) console.log("x".repeat(100_000));`);
    expect((await shell("node endless.mjs")).value).toMatchObject({ ended: "output", exitCode: null });
  });

  it("stands in the daemon's log with who asked for it, refused or not", async () => {
    await shell("id; id");
    await shell("pwd");
    const log = (): string => textOf(path.join(folder, ".drover/state/daemon.log"));
    await eventually(() => log().includes('"command":"pwd"'), "the log is written");
    const told = log()
      .split("\n")
      .filter((line) => line.includes('"command":"id; id"'));
    expect(told.map((line) => JSON.parse(line) as object)).toMatchObject([
      { run, by: like(/./), msg: like(/asked for/) },
      { run, by: like(/./), msg: like(/refused/) },
    ]);
  });

  it("is refused for a run without a workspace of its folder", async () => {
    const own = await drover.call("start_run", { workflow: "touch" });
    const gone = String(own.value["run"]);
    await drover.call("wait_for_run", { run: gone });
    const { value } = await drover.call("get_run", { run: gone });
    rmSync((value["workspace"] as { path: string }).path, { recursive: true });
    expect(await drover.call("shell", { run: gone, command: "pwd" })).toMatchObject(refusedWith("workspace.missing"));
  });
});

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
