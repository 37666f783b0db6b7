import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { programVersion } from "../../src/executors/command/program-version.ts";
import { ENV, newFolder } from "./support.ts";

it("gives the first line that a program says of its version", async () => {
  const program = path.join(newFolder(), "agent");
  fs.writeFileSync(program, "#!/bin/sh\necho 'agent 1.2.3'\necho more\n", { mode: 0o755 });
  expect(await programVersion([program], ENV)).toBe("agent 1.2.3");
});

it("gives nothing for a program that is not there, fails or is not named", async () => {
  expect(await programVersion(["no-such-agent"], ENV)).toBeNull();
  expect(await programVersion(["false"], ENV)).toBeNull();
  expect(await programVersion([], ENV)).toBeNull();
});
