import type { AddCommand } from "../commands.ts";
import { runChecks } from "../../control/checks.ts";
import type { Finding } from "../../control/finding.ts";
import { EXIT } from "../exit-codes.ts";
import { DAEMON_CHECKS } from "../daemon-checks.ts";
import { projectForReading } from "../find-project.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../text/table.ts";

export const addDoctor: AddCommand = (program, shell) => {
  program
    .command("doctor")
    .summary("look for what is wrong")
    .description(
      "Checks the machine and the project: each line is ok, a warning or a failure with advice. Exits with 1 when something fails.",
    )
    .option("--json", "print a JSON array")
    .action(async (flags: { json?: true }) => {
      const findings = await runChecks(projectForReading(shell.cwd), undefined, DAEMON_CHECKS);
      if (flags.json === true) shell.out.line(JSON.stringify(findings));
      else for (const line of findingLines(findings, shell.out.style)) shell.out.line(line);
      shell.finish(findings.some(({ level }) => level === "fail") ? EXIT.failed : EXIT.succeeded);
    });
};

function findingLines(findings: readonly Finding[], style: Style): readonly string[] {
  const paint = { ok: style.green, warn: style.yellow, fail: style.red };
  return tableLines(
    findings.flatMap(({ level, what, found, advice }) => [
      [paint[level](level.padEnd(4)), what, found],
      ...(advice === null ? [] : advice.split("\n").map((line) => ["", "", style.dim(line)])),
    ]),
  );
}
