import path from "node:path";
import { shortId, type RunId } from "../../core/ids.ts";
import { DURATION_FORM, parseDuration } from "../../core/duration.ts";
import { DroverError } from "../../core/errors.ts";
import type { Pruned, Retention } from "../../control/prune.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { EXIT } from "../exit-codes.ts";
import { resolveRun } from "../run-id.ts";
import type { Shell } from "../shell.ts";
import { count } from "../text/counts.ts";
import { withReading } from "../with-reading.ts";

export const addDelete: AddCommand = (program, shell) => {
  program
    .command("delete")
    .summary("forget runs")
    .description(
      "Forgets ended runs with their child runs, logs and worktrees. A run whose worktree holds work that is not committed or not merged stays.",
    )
    .argument("<runs...>", "ids, or heads or tails of them")
    .option("--json", "print the ids that are gone as a JSON array")
    .action(async (texts: readonly string[], flags: { json?: true }) => {
      const project = findProject(shell.cwd);
      const runs = await withReading(shell.cwd, ({ store }) => texts.map((text) => resolveRun(store, text)));
      const { keep } = await import("../keeper.ts");
      const gone: RunId[] = [];
      for (const run of new Set(runs)) {
        const { removed } = await keep(project, {
          command: "drover delete",
          call: { method: "DELETE", path: `/runs/${run}` },
          here: async (app) => {
            const { removeRun } = await import("../../control/remove-run.ts");
            return { removed: await removeRun(app, run) };
          },
        });
        gone.push(...removed);
      }
      if (flags.json === true) shell.out.line(JSON.stringify(gone));
      else shell.out.line(`${count(gone.length, "run")} gone: ${gone.map(shortId).join(", ")}.`);
    });
};

interface PruneFlags {
  readonly older?: string;
  readonly keep: string;
  readonly archive?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export const addPrune: AddCommand = (program, shell) => {
  program
    .command("prune")
    .summary("forget old runs")
    .description(
      "Forgets ended runs by their age and number, as `retention` in config.yaml lets the daemon do. Worktrees with work in them stay, and so do their runs.",
    )
    .requiredOption("--older <duration>", "only runs that ended longer ago, such as 30d; 0s for any")
    .option("--keep <number>", "the newest that many stay, whatever their age", "0")
    .option("--archive <folder>", "export each into this folder before")
    .option("--dry-run", "only tell which could go")
    .option("--json", "print a JSON array of what has become of each")
    .action(async (flags: PruneFlags) => shell.finish(await prune(flags, shell)));
};

async function prune(flags: PruneFlags, shell: Shell): Promise<number> {
  const retention = retentionFrom(flags, shell);
  const items = flags.dryRun === true ? await wouldGo(shell, retention) : await pruned(shell, retention);
  if (flags.json === true) shell.out.line(JSON.stringify(items));
  else for (const line of toldLines(items, flags.dryRun === true)) shell.out.line(line);
  return items.every(({ kept }) => kept === null) ? EXIT.succeeded : EXIT.failed;
}

function retentionFrom({ older = "", keep, archive }: PruneFlags, shell: Shell): Retention {
  const olderMs = parseDuration(older);
  const number = Number(keep);
  if (olderMs === null) throw new DroverError("usage", `Cannot use --older "${older}": it has to be ${DURATION_FORM}.`);
  if (!Number.isInteger(number) || number < 0)
    throw new DroverError("usage", `Cannot use --keep "${keep}": it has to be a whole number.`);
  return { olderMs, keep: number, archive: archive === undefined ? null : path.resolve(shell.cwd, archive) };
}

const wouldGo = (shell: Shell, retention: Retention): Promise<readonly Pruned[]> =>
  withReading(shell.cwd, async ({ store }) => {
    const { prunable } = await import("../../control/prune.ts");
    return [...prunable(store, retention, Date.now())].map(({ run }) => ({ run, kept: null }));
  });

async function pruned(shell: Shell, retention: Retention): Promise<readonly Pruned[]> {
  const { keep } = await import("../keeper.ts");
  const { archive, ...body } = retention;
  const { items } = await keep<{ items: readonly Pruned[] }>(findProject(shell.cwd), {
    command: "drover prune",
    call: { method: "POST", path: "/runs/prune", body: { ...body, ...(archive !== null && { archive }) } },
    here: async (app) => {
      const { pruneAll } = await import("../../control/prune.ts");
      return { items: await pruneAll(app, retention) };
    },
  });
  return items;
}

function toldLines(items: readonly Pruned[], isDry: boolean): readonly string[] {
  const gone = items.filter(({ kept }) => kept === null);
  const names = gone.length === 0 ? "." : `: ${gone.map(({ run }) => shortId(run)).join(", ")}.`;
  const kept = items.flatMap((one) => one.kept ?? []);
  return [`${count(gone.length, "run")} ${isDry ? "could go" : "gone"}${names}`, ...kept];
}
