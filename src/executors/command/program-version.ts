import { execa } from "execa";

const PATIENCE_MS = 10_000;

/** The first line of `<program> --version`; `null` when it cannot be started or does not answer within ten seconds. */
export async function programVersion(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string | null> {
  const [program] = command;
  if (program === undefined) return null;
  const { failed, stdout } = await execa(program, ["--version"], {
    env: { ...env },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: PATIENCE_MS,
  });
  return failed ? null : (stdout.split("\n")[0] ?? "").trim();
}
