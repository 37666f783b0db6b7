import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { eventually, go, MAIN, project, root, start, untilGo, workflow, type Ended } from "./drover.ts";

interface Terminal {
  /** What a person sees now, without colours. */
  screen(): string;
  raw(): string;
  press(keys: string): void;
  readonly ended: Promise<Ended>;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Runs the command line on a terminal of its own, made by `script`. */
function onTerminal(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Terminal {
  const line = `stty cols 100 rows 30; exec ${[process.execPath, MAIN, ...args].map(quoted).join(" ")}`;
  const command =
    process.platform === "darwin"
      ? ["script", "-q", "/dev/null", "sh", "-c", line]
      : ["script", "-qec", line, "/dev/null"];
  const { child, ended } = start(cwd, [], { command, env: { TERM: "xterm-256color", SHELL: "/bin/sh", ...env } });
  let raw = "";
  child.stdout.on("data", (text: string) => {
    raw += text;
  });
  return { screen: () => painted(raw), raw: () => raw, press: (keys) => void child.stdin.write(keys), ended };
}

/** As much of a terminal as progress needs: lines, cursor up, erase below. */
function painted(raw: string): string {
  const lines: string[] = [""];
  let row = 0;
  // oxlint-disable-next-line no-control-regex
  for (const [token] of raw.matchAll(/\u001B\[\??\d*[A-Za-z]|\r|\n|[^\u001B\r\n]+/g)) {
    // oxlint-disable-next-line no-control-regex
    const up = /^\u001B\[(\d+)A$/.exec(token);
    if (up !== null) row = Math.max(0, row - Number(up[1]));
    else if (token === "\u001B[J") lines.splice(row, lines.length, "");
    else if (token === "\n") lines[++row] ??= "";
    else if (!token.startsWith("\u001B") && token !== "\r") lines[row] = (lines[row] ?? "") + token;
  }
  return lines.join("\n");
}

const working = (): string => {
  const folder = project({});
  workflow(
    folder,
    "work",
    `steps:\n  - { id: quick, run: 'true' }\n${untilGo(folder)}  - { id: never, when: 1 > 2, run: 'true' }\n`,
  );
  return folder;
};

const shows = (terminal: Terminal, text: RegExp): Promise<void> =>
  eventually(
    () => text.test(terminal.screen()),
    () => `${String(text)} on the screen:\n${terminal.screen()}\n${JSON.stringify(terminal.raw())}`,
  );

describe.concurrent("progress on a terminal", () => {
  it("paints what goes on with a spinner, and leaves a line for what is over", async () => {
    const folder = working();
    const terminal = onTerminal(folder, ["run", "work"]);
    await shows(terminal, /● work \w{6}\n {2}on branch drover\/\w{6}\n {2}✓ quick +\S+\n {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] work +\d+s/);
    go(folder);
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen()).toMatch(
      / {2}✓ quick +\S+\n {2}✓ work +\S+\n {2}↷ never +skipped\n\n✓ work \w{6} succeeded in \S+\n/,
    );
    expect(terminal.screen()).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    expect(terminal.raw()).toContain("\u001B[32m✓");
  });

  it("shows a failure in red with its reason, and nothing in colour under NO_COLOR", async () => {
    const folder = project({ bad: "steps:\n  - { id: a, run: 'echo why >&2; exit 3' }\n" });
    const terminal = onTerminal(folder, ["run", "bad"]);
    await terminal.ended;
    expect(terminal.screen()).toMatch(/✗ a +\S+ +exited with code 3: why\n/);
    expect(terminal.raw()).toContain("\u001B[31m✗");
    const plain = onTerminal(folder, ["run", "bad"], { NO_COLOR: "1" });
    await plain.ended;
    expect(plain.screen()).toContain("✗ a");
    // oxlint-disable-next-line no-control-regex
    expect(plain.raw()).not.toMatch(/\u001B\[\d+m/);
  });

  it("prints plain lines on a dumb terminal", async () => {
    const folder = project({ one: "steps:\n  - { id: a, run: 'true' }\n" });
    const terminal = onTerminal(folder, ["run", "one"], { TERM: "dumb" });
    await terminal.ended;
    expect(terminal.raw()).not.toContain("\u001B");
    expect(terminal.raw()).toMatch(/\d\d:\d\d:\d\d a succeeded after/);
  });

  it("shows an approval with the command that answers it", async () => {
    const folder = project({ ask: "steps:\n  - { id: ask, approve: 'Merge it?', timeout: 2h }\n" });
    const terminal = onTerminal(folder, ["run", "ask"]);
    await shows(terminal, /⏸ ask +Merge it\? 1h 59m left\n +drover approve \w{6}\n +drover approve \w{6} --deny/);
    terminal.press("\u0003");
    await shows(terminal, /Detach/);
    terminal.press("d");
    expect((await terminal.ended).code).toBe(3);
  });
});

describe.concurrent("an agent at work on a terminal", () => {
  it("has a line that tells what it does now, with nothing in it that moves the cursor", async () => {
    const folder = project({});
    const [first, second] = [path.join(folder, "first"), path.join(folder, "second")];
    const prompt = [
      { say: "Looking\n\u001b[2J\u001b[31mat the   tests\u0007" },
      { wait: first, for: 20_000 },
      {
        update: {
          sessionUpdate: "tool_call",
          toolCallId: "t1",
          title: "npm test",
          kind: "execute",
          status: "in_progress",
          rawInput: { command: "npm test" },
        },
      },
      { wait: second, for: 20_000 },
      { say: "long ".repeat(200) },
    ];
    workflow(
      folder,
      "talk",
      `steps:\n  - { id: work, agent: one, prompt: ${JSON.stringify(JSON.stringify(prompt))} }\n`,
    );
    mkdirSync(path.join(folder, ".sessions"));
    mkdirSync(path.join(folder, ".drover/agents"));
    const command = JSON.stringify([process.execPath, path.join(root, "test/fixtures/acp-agent.mjs")]);
    const env = JSON.stringify({ ACP_SESSIONS: path.join(folder, ".sessions") });
    writeFileSync(path.join(folder, ".drover/agents/one.yaml"), `executor: acp\ncommand: ${command}\nenv: ${env}\n`);
    const terminal = onTerminal(folder, ["run", "talk"]);
    await shows(terminal, / {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] work +\d+s\n {4}\S*at the tests\n/);
    expect(terminal.raw()).not.toContain("\u001b[2J");
    expect(terminal.raw()).not.toContain("\u0007");
    writeFileSync(first, "");
    await shows(terminal, / work +\d+s\n {4}▸ execute npm test\n/);
    writeFileSync(second, "");
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen()).toMatch(/ {2}✓ work +\S+\n\n✓ talk/);
  });
});

describe.concurrent("Ctrl-C on a terminal", () => {
  const asking = async (): Promise<{ folder: string; terminal: Terminal }> => {
    const folder = working();
    const terminal = onTerminal(folder, ["run", "work"]);
    await shows(terminal, / work +\d+s/);
    // A process that is just being forked still belongs to the terminal's group, which Ctrl-C reaches whole.
    await eventually(() => isAtWork(folder), "the script at work");
    terminal.press("\u0003");
    await shows(terminal, /Detach \(agents go on\) or cancel\? \[d\/c\]/);
    return { folder, terminal };
  };

  it("asks once, and detaches on d", async () => {
    const { folder, terminal } = await asking();
    terminal.press("x");
    terminal.press("d");
    expect((await terminal.ended).code).toBe(3);
    expect(terminal.screen()).toMatch(
      /Detached from \w{6}\. 1 process goes on without an engine\. `drover resume` continues\.\n/,
    );
    go(folder);
  });

  it("cancels on c", async () => {
    const { terminal } = await asking();
    terminal.press("c");
    expect((await terminal.ended).code).toBe(4);
    expect(terminal.screen()).toMatch(/✗ work +\S+ +canceled\n/);
    expect(terminal.screen()).toMatch(/canceled in/);
  });

  it("detaches at once the second time", async () => {
    const { folder, terminal } = await asking();
    terminal.press("\u0003");
    expect((await terminal.ended).code).toBe(3);
    go(folder);
  });
});

function isAtWork(folder: string): boolean {
  const attempts = path.join(folder, ".drover/state/attempts");
  const logs = readdirSync(attempts).map((gen) => path.join(attempts, gen, "stdout"));
  return logs.some((file) => existsSync(file) && readFileSync(file, "utf8").includes("at work"));
}
