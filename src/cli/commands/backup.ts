import path from "node:path";
import type { AddCommand } from "../commands.ts";
import { withReading } from "../with-reading.ts";

export const addBackup: AddCommand = (program, shell) => {
  program
    .command("backup")
    .summary("copy the store")
    .description(
      "Copies the store, of one moment, while an engine may go on. To restore: with no engine running, put the copy's files in the place of .drover/state/store.",
    )
    .argument("[folder]", "where to; left out: .drover/state/backups/<time, UTC>")
    .option("--json", "print the folder as JSON")
    .action((folder: string | undefined, flags: { json?: true }) =>
      withReading(shell.cwd, async ({ store }, project) => {
        const to =
          folder === undefined
            ? path.join(project.state, "backups", stamp(new Date()))
            : path.resolve(shell.cwd, folder);
        await store.backup(to);
        if (flags.json === true) shell.out.line(JSON.stringify({ folder: to }));
        else shell.out.line(`The store is copied to ${path.relative(shell.cwd, to) || to}.`);
      }),
    );
};

/** `2025-11-20T15-04-05Z`: sorts by time, and every file system takes it. */
const stamp = (date: Date): string =>
  date
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
