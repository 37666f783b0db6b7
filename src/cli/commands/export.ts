import path from "node:path";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { resolveRun } from "../run-id.ts";
import { withReading } from "../with-reading.ts";

export const addExport: AddCommand = (program, shell) => {
  program
    .command("export")
    .summary("write a run into a file")
    .description(
      "Writes an ended run with its child runs, their definitions, journals and logs into one file, which `drover import` takes in any project. The values of secrets that are set are masked.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .argument("[file]", "where to; left out: <run>.drover.gz here")
    .option("--json", "print run and file as JSON")
    .action((text: string, file: string | undefined, flags: { json?: true }) =>
      withReading(shell.cwd, async (reading) => {
        const run = resolveRun(reading.store, text);
        const to = path.resolve(shell.cwd, file ?? `${run}.drover.gz`);
        const { exportTo } = await import("../../control/prune.ts");
        await exportTo(reading, run, to);
        if (flags.json === true) shell.out.line(JSON.stringify({ run, file: to }));
        else shell.out.line(`Run ${run} is in ${path.relative(shell.cwd, to)}.`);
      }),
    );
};

export const addImport: AddCommand = (program, shell) => {
  program
    .command("import")
    .summary("bring an exported run back")
    .description(
      "Brings a run back that `drover export` has written, with its id: it can be shown as before. Nothing of it is performed.",
    )
    .argument("<file>", "the file")
    .option("--json", "print the run as JSON")
    .action(async (file: string, flags: { json?: true }) => {
      const { keep } = await import("../keeper.ts");
      const from = path.resolve(shell.cwd, file);
      const { run } = await keep(findProject(shell.cwd), {
        command: "drover import",
        call: { method: "POST", path: "/runs/import", body: { file: from } },
        here: async (app) => {
          const { importRun } = await import("../../control/archive/import-run.ts");
          return { run: await importRun(app, from) };
        },
      });
      if (flags.json === true) shell.out.line(JSON.stringify({ run }));
      else shell.out.line(`Run ${run} is back: \`drover show ${run.slice(-6)}\`.`);
    });
};
