import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { commandReference, withReference } from "../../src/cli/reference.ts";
import { drover as anyhow, ended as drover, git, MAIN, project, root, temporaryFolder } from "./drover.ts";

/** The others are for programs. */
const SHOWN = Object.keys(COMMANDS).filter((name) => !name.startsWith("__"));

/** The files that a command line has loaded, as Node's own coverage tells. */
async function loadedBy(cwd: string, args: readonly string[]): Promise<readonly string[]> {
  const folder = temporaryFolder();
  await drover(cwd, args, { env: { NODE_V8_COVERAGE: folder } });
  return loadedFiles(folder);
}

/** As modules, which the bundle has put into one file: what is loaded there is what the bundle carries out. */
function modulesOf(cwd: string, args: readonly string[]): readonly string[] {
  const folder = temporaryFolder();
  const cli = pathToFileURL(path.join(root, "dist/cli/cli.js")).href;
  const program = `const { runCli } = await import(${JSON.stringify(cli)}); await runCli(${JSON.stringify(args)});`;
  const env = { ...process.env, NODE_V8_COVERAGE: folder };
  execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd, env, stdio: "ignore" });
  return loadedFiles(folder);
}

function loadedFiles(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { result: { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.startsWith("file:"));
  });
}

describe.concurrent("starting", () => {
  it("answers --version from one file", async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
    expect(await drover("/", ["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    expect(await drover("/", ["-V"])).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect((await loadedBy("/", ["--version"])).map((url) => path.basename(url))).toEqual([path.basename(MAIN)]);
  });

  it.each([
    ["cli.cjs", ["--help"]],
    ["cli-validate.cjs", ["validate", "--help"]],
    ["lmdb.cjs", ["run", "--foreground", "--quiet", "hello"]],
  ])("starts as well when what V8 had compiled of %s is damaged, cut, or not there", async (bundle, args) => {
    const folder = temporaryFolder();
    cpSync(path.dirname(MAIN), path.join(folder, "dist/bin"), { recursive: true });
    for (const name of ["package.json", "agents"])
      cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
    const bin = path.join(folder, "dist/bin");
    const cache = `${bundle}.${process.version}-${process.arch}.cache`;
    const whole = readFileSync(path.join(bin, cache));
    const damaged = Buffer.from(whole.map((byte, at) => (at > 1000 && at % 97 === 0 ? byte ^ 0x5a : byte)));
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    const where = project({ hello: "workspace: none\nsteps:\n  - { id: greet, run: 'echo hello' }\n" });
    const command = [process.execPath, path.join(bin, path.basename(MAIN))];
    const start = async () => drover(where, args, { command });
    expect(await start()).toMatchObject({ code: 0 });
    for (const bytes of [damaged, whole.subarray(0, whole.length / 2), Buffer.alloc(whole.length), Buffer.alloc(2)]) {
      writeFileSync(path.join(bin, cache), bytes);
      expect(await start()).toMatchObject({ code: 0, stderr: "" });
    }
    rmSync(path.join(bin, cache));
    expect(await start()).toMatchObject({ code: 0, stderr: "" });
  });

  it("takes a command out of a bundle of its own where there is one, and it is the same", async () => {
    const own = readdirSync(path.dirname(MAIN)).flatMap((file) => /^cli-([a-z]+)\.cjs$/.exec(file)?.[1] ?? []);
    expect(own).toContain("validate");
    for (const name of own) {
      expect(await drover("/", [name, "--help"])).toEqual(await drover("/", ["help", name]));
      const loaded = (await loadedBy("/", [name, "--help"])).map((url) => path.basename(url));
      expect(loaded).toEqual([path.basename(MAIN), `cli-${name}.cjs`]);
    }
  });

  it("validates without the store and without XState", () => {
    const folder = project({ fine: "steps:\n  - { id: a, run: 'true' }\n" });
    const loaded = modulesOf(folder, ["validate"]);
    expect(loaded.some((url) => url.includes("/node_modules/yaml/"))).toBe(true);
    expect(loaded.filter((url) => /node_modules\/(lmdb|xstate|execa|simple-git)\//.test(url))).toEqual([]);
    expect(loaded.filter((url) => url.includes("/cli/commands/")).map((url) => path.basename(url))).toEqual([
      "validate.js",
    ]);
  });

  it("lists every command in the help, and prints it when nothing is said", async () => {
    const { stdout, code } = await drover("/", ["--help"]);
    expect(code).toBe(0);
    for (const name of SHOWN) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect((await drover("/", [])).stdout).toBe(stdout);
  });

  it("has every word of every command's help in docs/cli.md", async () => {
    const docs = readFileSync(path.join(root, "docs/cli.md"), "utf8").replaceAll("\\|", "|");
    const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
    const helps = await Promise.all(SHOWN.map((name) => anyhow("/", ["help", name])));
    for (const { stdout } of helps) {
      const [usage = "", ...rest] = stdout.split("\n");
      expect(docs).toContain(usage.replace("Usage: ", ""));
      const rows = rest.filter((line) => /^ {2}\S/.test(line) && !line.includes("--help"));
      for (const row of rows) expect(docs).toContain(flat(row).split(" ", 1)[0]);
    }
    expect(withReference(docs, await commandReference()).replaceAll("\\|", "|")).toBe(docs);
  });

  it("suggests what was meant, with exit code 64", async () => {
    const command = await drover("/", ["rnus"]);
    expect(command).toMatchObject({ code: 64, stdout: "" });
    expect(command.stderr).toContain("unknown command 'rnus'");
    expect(command.stderr).toContain("Did you mean runs?");
    const option = await drover("/", ["runs", "--jsno"]);
    expect(option.code).toBe(64);
    expect(option.stderr).toContain("Did you mean --json?");
    expect((await drover("/", ["run"])).stderr).toContain("missing required argument 'workflow'");
    expect((await drover("/", ["runs", "--limit", "many"])).stderr).toContain("a whole number above 0");
  });

  it("tells errors as JSON on standard error when asked to", async () => {
    const { code, stdout, stderr } = await drover(temporaryFolder(), ["runs", "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "project.missing" } });
  });
});

describe.concurrent("drover init", () => {
  it("makes an example that is right, and says what to do next", async () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q");
    const { code, stdout } = await drover(folder, ["init"]);
    expect(code).toBe(0);
    expect(stdout).toContain("+ .drover/workflows/hello.yaml");
    expect(stdout).toContain("Next: drover run hello");
    expect(readFileSync(path.join(folder, ".drover/.gitignore"), "utf8")).toBe("state/\n");
    expect(await drover(folder, ["validate"])).toMatchObject({ code: 0, stdout: "✓ 1 file checked, no mistakes\n" });
    expect((await drover(folder, ["agents"])).stdout).toMatch(/^example +command +\/\S+cat/m);
  });

  it("never touches what is there", async () => {
    const folder = project({ own: "steps:\n  - { id: a, run: 'true' }\n" });
    writeFileSync(path.join(folder, ".drover/config.yaml"), "# mine\n");
    const { stdout } = await drover(folder, ["init"]);
    expect(stdout).not.toContain("config.yaml");
    expect(readFileSync(path.join(folder, ".drover/config.yaml"), "utf8")).toBe("# mine\n");
    expect(existsSync(path.join(folder, ".drover/workflows/hello.yaml"))).toBe(false);
    expect((await drover(folder, ["init"])).stdout).toContain("Nothing to make");
  });

  it("warns where the repository has no commit, which a branch could start from", async () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q");
    expect((await drover(folder, ["init"])).stdout).toContain("This repository has no commit yet");
    git(folder, "add", ".");
    git(folder, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "First");
    expect((await drover(folder, ["init"])).stdout).not.toContain("no commit");
  });

  it("warns where there is no repository", async () => {
    expect((await drover(temporaryFolder(), ["init"])).stdout).toContain("in no git repository");
  });
});
