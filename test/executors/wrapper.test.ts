import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { attemptFiles } from "../../src/executors/supervisor/attempt-files.ts";
import { parseClaim } from "../../src/executors/supervisor/claim.ts";
import { systemProcessTable } from "../../src/executors/supervisor/system-processes.ts";
import { CLAIM_LOST, wrapperText } from "../../src/executors/supervisor/wrapper.ts";
import { GEN, newFolder, textOf, until } from "./support.ts";

const SHELLS = ["sh", "dash", "bash", "ksh", "zsh"].filter((shell) => spawnSync(shell, ["-c", ":"]).status === 0);
const table = systemProcessTable();

function prepared(script: string, place: "told" | "file") {
  const files = attemptFiles(newFolder(), GEN);
  fs.mkdirSync(files.folder);
  fs.writeFileSync(files.script, script);
  return { files, text: wrapperText(files, { command: { script }, script: place, spare: null }, table) };
}

describe.each(
  SHELLS.flatMap((shell) => [
    { shell, place: "file" as const },
    { shell, place: "told" as const },
  ]),
)("the wrapper in $shell, its script $place", ({ shell, place }) => {
  it.each([
    ["exit 3", 3],
    ["false", 1],
    ["true", 0],
    ["trap : EXIT; exit 4", 4],
    ["exec sh -c 'exit 5'", 5],
    ["set +e; false; exit 6", 6],
    ["(exit 5) & wait; x=$(exit 6) || :; (exit 7) || :; (sleep 0.05; exit 8) & wait; exit 9", 9],
  ])("records the end of %j", (script, code) => {
    const { files, text } = prepared(script, place);
    expect(spawnSync(shell, ["-c", text, "drover"]).status).toBe(code);
    expect(textOf(files.exit)).toBe(`${code}\n`);
  });

  it.each([0, 4])("gives the code %i of a script also where that cannot be recorded", (code) => {
    const { files, text } = prepared(`exit ${code}`, place);
    fs.mkdirSync(files.exit);
    expect(spawnSync(shell, ["-c", text, "drover"]).status).toBe(code);
  });

  it("claims for itself, by pid and start time", () => {
    const { files, text } = prepared('echo "$$"', place);
    const pid = Number(spawnSync(shell, ["-c", text, "drover"], { encoding: "utf8" }).stdout);
    const claim = parseClaim(textOf(files.claim), table);
    expect(claim).toMatchObject({ type: "process", boot: table.boot, identity: { pid } });
  });

  it("does nothing when the attempt is claimed already", () => {
    const { files, text } = prepared("echo ran", place);
    fs.writeFileSync(files.claim, "somebody\n");
    const { status, stdout, stderr } = spawnSync(shell, ["-c", text, "drover"], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: CLAIM_LOST, stdout: "", stderr: "" });
    expect(textOf(files.claim)).toBe("somebody\n");
    expect(fs.existsSync(files.exit)).toBe(false);
  });

  it("records no success when SIGTERM ends it", async () => {
    const { files, text } = prepared(`: >"$DROVER_ATTEMPT_DIR/up"; sleep 20 & wait`, place);
    const child = spawn(shell, ["-c", text, "drover"], {
      env: { ...process.env, DROVER_ATTEMPT_DIR: files.folder },
      detached: true,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await until(() => fs.existsSync(path.join(files.folder, "up")));
    process.kill(-(child.pid ?? 0), "SIGTERM");
    await ended;
    expect(textOf(files.exit)).not.toBe("0\n");
  });
});
