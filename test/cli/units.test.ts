import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, MAIN, root, temporaryFolder } from "./drover.ts";

function oddProject(): string {
  const folder = path.join(temporaryFolder(), `50% of "R&D" <$HOME>`);
  mkdirSync(path.join(folder, ".drover"), { recursive: true });
  return folder;
}

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

/** What systemd itself finds wrong. */
function verified(file: string): string {
  const runtime = temporaryFolder();
  const { stderr } = spawnSync("systemd-analyze", ["--user", "verify", file], {
    encoding: "utf8",
    env: { ...process.env, XDG_RUNTIME_DIR: runtime },
  });
  return stderr
    .split("\n")
    .filter((line) => line.includes(path.basename(file)) || line.includes("drover"))
    .join("\n");
}

/** The values of a property list by their keys; throws for what is not well-formed. */
function readPlist(text: string): Readonly<Record<string, string>> {
  const open: string[] = [];
  const bare = text.replaceAll(/<\?[^>]*\?>|<!DOCTYPE[^>]*>|<!--[^]*?-->/g, "");
  for (const [, slash, name = "", self] of bare.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (slash === "/" && open.pop() !== name) throw new Error(`</${name}> ends nothing`);
    if (slash === "" && self === "") open.push(name);
  }
  if (open.length > 0 || /&(?!amp;|lt;|gt;)/.test(bare)) throw new Error("it is not well-formed");
  return Object.fromEntries(
    [...bare.matchAll(/<key>(\w+)<\/key>\s*(?:<(true|false)\/>|<(?:string|integer)>([^<]*)<)/g)].map(
      ([, key = "", flag, value]) => [key, flag ?? value ?? ""],
    ),
  );
}

const unescaped = (text = ""): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

describe("drover serve --print-unit", () => {
  it("prints a systemd unit for this project that leaves agents alone", async () => {
    const folder = oddProject();
    const { stdout, code } = await drover(folder, ["serve", "--port", "4321", "--print-unit", "systemd", "--json"]);
    expect(code).toBe(0);
    expect(stdout).toContain("\nKillMode=process\n");
    expect(stdout).toContain("\nRestart=on-failure\n");
    expect(stdout).toContain(`\nWorkingDirectory=${folder.replaceAll("%", "%%")}\n`);
    expect(stdout).toContain(
      `\nExecStart="${process.execPath}" "--max-semi-space-size=8" "--max-old-space-size=1536" "${MAIN}" "serve" "--port" "4321"\n`,
    );
    expect(stdout).toMatch(/\nEnvironment="PATH=.+"\n/);
  });

  it.runIf(hasSystemd)("prints what systemd understands, and ships what it understands", async () => {
    const file = path.join(temporaryFolder(), "drover-test.service");
    writeFileSync(file, (await drover(oddProject(), ["serve", "--print-unit=systemd"])).stdout);
    expect(verified(file)).toBe("");
    const template = path.join(
      temporaryFolder(),
      `drover@${execFileSync("systemd-escape", ["--path", root], { encoding: "utf8" }).trim()}.service`,
    );
    writeFileSync(template, readFileSync(path.join(root, "units/drover@.service"), "utf8"));
    expect(verified(template)).toBe("");
    writeFileSync(file, readFileSync(file, "utf8").replace("KillMode=process", "KillMode=nobody"));
    expect(verified(file)).toContain("nobody");
  });

  it("prints a launchd agent for this project that leaves agents alone", async () => {
    const folder = oddProject();
    const { stdout } = await drover(folder, ["serve", "--print-unit", "launchd", "--port", "4321"]);
    const values = readPlist(stdout);
    expect(values).toMatchObject({ AbandonProcessGroup: "true", RunAtLoad: "true", SuccessfulExit: "false" });
    expect(unescaped(values["WorkingDirectory"])).toBe(folder);
    expect(values["Label"]).toMatch(/^dev\.drover\.[\w-]+$/);
    const words = [...(/<array>([^]*?)<\/array>/.exec(stdout)?.[1]?.matchAll(/<string>(.*)<\/string>/g) ?? [])];
    expect(words.map(([, word]) => word)).toEqual([
      process.execPath,
      "--max-semi-space-size=8",
      "--max-old-space-size=1536",
      MAIN,
      "serve",
      "--port",
      "4321",
    ]);
    expect(readPlist(readFileSync(path.join(root, "units/dev.drover.plist"), "utf8"))).toMatchObject({
      AbandonProcessGroup: "true",
    });
  });
});
