import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  dropped,
  filesIn,
  go,
  holding,
  makeProject,
  promptIn,
  promptsOf,
  runsOf,
  until,
  write,
  type Going,
} from "./project.ts";

const projectWith = (trigger: string): string =>
  makeProject({ ".drover/workflows/hold.yaml": holding(`  - ${trigger}\n`) });

/** Everything that lies in the folder has been taken. */
const emptied = ({ root }: Going, folder: string): Promise<unknown> =>
  until(
    () =>
      existsSync(path.join(root, folder, ".claimed")) &&
      filesIn(root, folder).length === 0 &&
      filesIn(root, `${folder}/.claimed`).length === 0,
  );

const reasonOf = (root: string, file: string): string => {
  const folder = path.join(root, "in/rejected");
  const name = filesIn(root, "in/rejected").find((one) => one.endsWith(`-${file}.reason.txt`)) ?? "";
  return readFileSync(path.join(folder, name), "utf8");
};

describe("a file that is dropped into an inbox", () => {
  it("becomes a run by its front matter and body, its keys, or its text, and moves to done", async () => {
    const root = projectWith("{ inbox: in }");
    write(root, "in/a.md", "---\ncount: 3\n---\n\nMend it.\n");
    write(root, "in/b.yaml", "prompt: From YAML\ncount: 4\n");
    write(root, "in/c.json", '{"prompt": "From JSON"}');
    write(root, "in/d.txt", "Only text");
    write(root, "in/e", "No ending");
    const going = await go(root);
    await emptied(going, "in");
    expect(
      runsOf(going)
        .map(({ inputs }) => inputs)
        .toSorted((a, b) => (promptIn(a) < promptIn(b) ? -1 : 1)),
    ).toEqual([
      { prompt: "From JSON", count: 1 },
      { prompt: "From YAML", count: 4 },
      { prompt: "Mend it.", count: 3 },
      { prompt: "No ending", count: 1 },
      { prompt: "Only text", count: 1 },
    ]);
    expect(dropped(root, "in", "done").toSorted()).toEqual(["a.md", "b.yaml", "c.json", "d.txt", "e"]);
    // Each run's id stands in the name of its file.
    expect(
      filesIn(root, "in/done")
        .map((name) => name.slice(0, 20))
        .toSorted(),
    ).toEqual(
      runsOf(going)
        .map(({ run }) => run)
        .toSorted(),
    );
    const [info] = going.triggers.list();
    expect(info).toMatchObject({ name: "hold.inbox", kind: "inbox", workflow: "hold", state: "active", line: 10 });
    expect(info?.counts).toEqual({ started: 5, rejected: 0, skipped: 0 });
    expect(runsOf(going).map(({ run }) => run)).toContain(info?.lastRun?.run);
  });

  it("gives what `with` says of it, and starts nothing where `when` says no", async () => {
    const root = projectWith(
      '{ inbox: in, files: "*.md", when: file.data.go == true, with: { prompt: "${{ file.name }}: ${{ file.body }} (${{ file.size }})", count: "${{ file.data.n }}" } }',
    );
    write(root, "in/a.md", "---\ngo: true\nn: 7\n---\nDo\n");
    write(root, "in/b.md", "---\ngo: false\n---\nDo not\n");
    write(root, "in/c.txt", "not asked for");
    const going = await go(root);
    await until(() => dropped(root, "in", "done").length === 2);
    expect(runsOf(going).map(({ inputs }) => inputs)).toEqual([{ prompt: "a.md: Do (25)", count: 7 }]);
    expect(filesIn(root, "in")).toEqual(["c.txt"]);
    expect(going.triggers.list()[0]?.counts).toEqual({ started: 1, rejected: 0, skipped: 1 });
  });

  it("can be read by its path from the run's first moment on", async () => {
    const root = makeProject({
      ".drover/workflows/read.yaml": `name: read
workspace: none
inputs: { path: { type: string } }
steps: [{ id: read, run: "cat \${{ inputs.path }}" }]
outputs: { said: "\${{ steps.read.output.tail }}" }
triggers: [{ inbox: in, with: { path: "\${{ file.path }}" } }]
`,
      "in/picture.bin": "\u0000bytes",
    });
    const going = await go(root);
    const [first] = await until(() => (runsOf(going).length === 1 ? runsOf(going) : null));
    const ended = await until(() => {
      const snapshot = first === undefined ? undefined : going.app.store.getSnapshot(first.run);
      return snapshot?.endedAt === null ? null : snapshot;
    });
    expect(ended).toMatchObject({ status: "succeeded", output: { said: "\uFFFDbytes" } });
    await emptied(going, "in");
    expect(dropped(root, "in", "done")).toEqual(["picture.bin"]);
  });

  it("is rejected with a reason that says where its mistake stands", async () => {
    const root = projectWith("{ inbox: in, max-size: 1k }");
    write(root, "in/inputs.md", "---\ncount: many\nprio: 1\n---\nDo\n");
    write(root, "in/syntax.yaml", "prompt: [");
    write(root, "in/list.json", "[1, 2]");
    write(root, "in/large.txt", "x".repeat(1025));
    write(root, "in/latin.md", Uint8Array.of(0x66, 0xfc, 0x72));
    symlinkSync("/etc/hostname", path.join(root, "in/link.txt"));
    const going = await go(root);
    await emptied(going, "in");
    expect(runsOf(going)).toEqual([]);
    expect(reasonOf(root, "inputs.md")).toContain(`Rejected: in/inputs.md
When: `);
    expect(reasonOf(root, "inputs.md")).toContain(`Trigger: hold.inbox (.drover/workflows/hold.yaml:10:14)

inputs.md:2:8 error D211 The input "count" is the text "many".
  2 | count: many
    |        ^
  expected: a whole number

inputs.md:3:7 error D211 The workflow has no input "prio".`);
    expect(reasonOf(root, "syntax.yaml")).toContain("syntax.yaml:1:9 error D001");
    expect(reasonOf(root, "list.json")).toContain("It holds no map of inputs.");
    expect(reasonOf(root, "large.txt")).toContain("It has 1025 bytes, and at most 1024 are taken");
    expect(reasonOf(root, "latin.md")).toContain("It is no UTF-8 text.");
    expect(reasonOf(root, "link.txt")).toContain("links are not followed");
    const letters = going.triggers.deadLetters("hold.inbox");
    expect(letters.map(({ file }) => path.basename(file ?? "").slice(21)).toSorted()).toEqual([
      "inputs.md",
      "large.txt",
      "latin.md",
      "link.txt",
      "list.json",
      "syntax.yaml",
    ]);
    expect(going.triggers.list()[0]?.counts).toEqual({ started: 0, rejected: 6, skipped: 0 });
  });

  it("is tried again from its dead letter, once it was mended, and then the letter is gone", async () => {
    const root = projectWith("{ inbox: in }");
    write(root, "in/a.md", "---\nprio: 1\n---\nDo\n");
    const going = await go(root);
    const letter = await until(() => going.triggers.deadLetters("hold.inbox")[0]);
    await expect(going.triggers.replay("hold.inbox", letter.id)).resolves.toMatchObject({ outcome: "rejected" });
    write(root, letter.file ?? "", "---\ncount: 2\n---\nDo\n");
    await expect(going.triggers.replay("hold.inbox", letter.id)).resolves.toEqual({
      outcome: "started",
      run: letter.id,
    });
    expect(promptsOf(going)).toEqual(["Do"]);
    expect(going.triggers.deadLetters("hold.inbox")).toEqual([]);
    expect([dropped(root, "in", "done"), dropped(root, "in", "rejected")]).toEqual([["a.md"], []]);
    await expect(going.triggers.replay("hold.inbox", letter.id)).rejects.toMatchObject({ code: "trigger.letter" });
    await expect(going.triggers.replay("hold.inbx", letter.id)).rejects.toMatchObject({
      code: "trigger.unknown",
      message: expect.stringContaining('Did you mean "hold.inbox"?') as string,
    });
  });

  it("does not start the same content twice, unless it is replayed or the trigger wants it", async () => {
    const root = makeProject({
      ".drover/workflows/hold.yaml": holding(
        "  - { inbox: in }\n  - { name: always, inbox: always, deduplicate: none }\n",
      ),
    });
    for (const folder of ["in", "always"])
      for (const name of ["a.txt", "b.txt"]) write(root, `${folder}/${name}`, folder);
    const going = await go(root);
    await Promise.all([emptied(going, "in"), emptied(going, "always")]);
    expect(promptsOf(going)).toEqual(["always", "always", "in"]);
    const [letter] = going.triggers.deadLetters("hold.inbox");
    expect(letter?.reason).toMatch(/^The same content has started run [0-9a-z]{20} at /);
    await going.triggers.replay("hold.inbox", letter?.id ?? "");
    expect(promptsOf(going)).toEqual(["always", "always", "in", "in"]);
  });

  it("is taken from every folder that a glob names, also from one that comes later, and never from done or rejected", async () => {
    const root = projectWith('{ inbox: "tasks/*/in" }');
    mkdirSync(path.join(root, "tasks/one/in"), { recursive: true });
    write(root, "tasks/one/in/a.txt", "one");
    const going = await go(root);
    await until(() => promptsOf(going).length === 1);
    write(root, "tasks/two/in/b.txt", "two");
    await until(() => promptsOf(going).length === 2);
    expect(promptsOf(going)).toEqual(["one", "two"]);
    expect(existsSync(path.join(root, "tasks/one/in/done/done"))).toBe(false);
  });

  it.each(["in/.claimed", "in/done", "in/rejected", "in"])(
    "is taken after somebody has removed %s",
    async (removed) => {
      const root = projectWith("{ inbox: in }");
      write(root, "in/one.txt", "one");
      const going = await go(root);
      await emptied(going, "in");
      rmSync(path.join(root, removed), { recursive: true });
      mkdirSync(path.join(root, "in"), { recursive: true });
      write(root, "in/two.txt", "two");
      write(root, "in/three.md", "---\nnobody: knows\n---\n");
      await until(
        () => dropped(root, "in", "done").includes("two.txt") && dropped(root, "in", "rejected").length === 2,
      );
      await emptied(going, "in");
      expect(promptsOf(going)).toEqual(["one", "two"]);
      expect(going.triggers.list()[0]?.counts).toEqual({ started: 2, rejected: 1, skipped: 0 });
      expect(going.faults).toEqual([]);
    },
  );

  it("is taken though something else lies in the place of another inbox, which tells so", async () => {
    const root = makeProject({
      ".drover/workflows/hold.yaml": holding("  - { inbox: a, name: a }\n  - { inbox: b, name: b }\n"),
    });
    const going = await go(root);
    await until(() => existsSync(path.join(root, "b/rejected")));
    renameSync(path.join(root, "a"), path.join(root, "was-a"));
    write(root, "a", "no folder");
    write(root, "b/one.txt", "one");
    await until(() => dropped(root, "b", "done").length === 1);
    await until(() => going.triggers.list()[0]?.problem?.includes("EEXIST"));
    expect(going.triggers.list().map(({ name, state }) => `${name} ${state}`)).toEqual(["a failing", "b active"]);
    expect(going.faults).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")(
    "is told of where its name is no UTF-8, and taken under another",
    async () => {
      const root = projectWith("{ inbox: in }");
      write(root, "in/one.txt", "one");
      const badly = Buffer.concat([Buffer.from(path.join(root, "in/")), Buffer.from([0x62, 0xff, 0xfe])]);
      writeFileSync(badly, "two");
      const going = await go(root);
      await until(() => going.triggers.list()[0]?.problem?.includes("no UTF-8"));
      await until(() => dropped(root, "in", "done").includes("one.txt"));
      expect(promptsOf(going)).toEqual(["one"]);
      renameSync(badly, path.join(root, "in/two.txt"));
      await until(() => promptsOf(going).includes("two"));
      await until(() => going.triggers.list()[0]?.problem === null);
      expect(going.faults).toEqual([]);
    },
  );

  it("is not looked for in a folder that a link leads out of the project", async () => {
    const outside = makeProject({ "x.txt": "not mine" });
    const root = projectWith("{ inbox: in }");
    symlinkSync(outside, path.join(root, "in"));
    const going = await go(root);
    await until(() => going.triggers.list()[0]?.problem);
    expect(going.triggers.list()[0]).toMatchObject({
      state: "failing",
      problem: "A link leads it out of the project.",
    });
    expect(runsOf(going)).toEqual([]);
    expect(readdirSync(outside).toSorted()).toEqual([".drover", "x.txt"]);
  });
});

describe("a file that is still being written", () => {
  it("is left alone until whoever writes it is done, however slow", async () => {
    const root = projectWith("{ inbox: in }");
    mkdirSync(path.join(root, "in"));
    const going = await go(root);
    const slow = openSync(path.join(root, "in/slow.txt"), "w");
    for (const word of ["Do ", "it ", "slowly"]) {
      writeSync(slow, word);
      // Longer than a file has to be quiet: on Linux it is the open file that tells.
      await sleep(200);
    }
    write(root, "in/quick.txt", "quick");
    await until(() => promptsOf(going).length === 1);
    expect(promptsOf(going)).toEqual(["quick"]);
    closeSync(slow);
    await until(() => promptsOf(going).length === 2);
    expect(promptsOf(going)).toEqual(["Do it slowly", "quick"]);
    expect(going.triggers.list()[0]?.counts.rejected).toBe(0);
  });

  it("counts under its last name: what editors and downloads leave is none", async () => {
    const root = projectWith("{ inbox: in }");
    const going = await go(root, { settleMs: 3_600_000 });
    const left = [".hidden", "a.md~", ".a.md.swp", "a.tmp", "a.part", "#a.md#", "a.crdownload"];
    for (const name of left) write(root, `in/${name}`, name);
    write(root, "in/b.tmp", "whole");
    // Written long ago, and moved into place: it is taken at once, whatever a fresh one has to wait.
    for (const name of [...left, "b.tmp"]) utimesSync(path.join(root, "in", name), 1, 1);
    renameSync(path.join(root, "in/b.tmp"), path.join(root, "in/b.txt"));
    await until(() => promptsOf(going).length === 1);
    expect(promptsOf(going)).toEqual(["whole"]);
    expect(filesIn(root, "in")).toEqual(left.toSorted());
  });
});
