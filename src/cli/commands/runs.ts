import { InvalidArgumentError, Option } from "commander";
import { shortId, type RunId } from "../../core/ids.ts";
import type { RunStatus } from "../../core/run.ts";
import type { RunSummary, Store } from "../../core/store.ts";
import type { AddCommand } from "../commands.ts";
import { statusText } from "../report.ts";
import type { Style } from "../style.ts";
import { dateText, durationText, isoText, isoTextOrNull } from "../text/durations.ts";
import { tableLines } from "../text/table.ts";
import { withReading } from "../with-reading.ts";

const STATUSES: readonly RunStatus[] = ["queued", "running", "waiting", "succeeded", "failed", "canceled"];

interface RunsFlags {
  readonly status?: RunStatus;
  readonly workflow?: string;
  readonly limit: number;
  readonly all?: true;
  readonly json?: true;
}

export const addRuns: AddCommand = (program, shell) => {
  program
    .command("runs")
    .summary("list runs")
    .description("Lists runs, the newest first.")
    .addOption(new Option("-s, --status <status>", "only runs of this status").choices(STATUSES))
    .option("-w, --workflow <name>", "only runs of this workflow")
    .option("-n, --limit <number>", "at most this many", parseLimit, 20)
    .option("-a, --all", "runs that other runs have started, too")
    .option("--json", "print a JSON array; times are UTC")
    .action((flags: RunsFlags) =>
      withReading(shell.cwd, ({ store }) => {
        const runs = listRuns(store, flags);
        if (flags.json === true) shell.out.line(JSON.stringify(runs.map(asJson)));
        else if (runs.length === 0) shell.out.line("No runs. `drover run <workflow>` starts one.");
        else
          for (const line of tableLines([titles(shell.out.style), ...runs.map((run) => row(run, shell.out.style))]))
            shell.out.line(line);
      }),
    );
};

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new InvalidArgumentError("It has to be a whole number above 0.");
}

const PAGE = 200;

/** The store cannot leave out child runs itself, so pages are read until there are enough. */
function listRuns(store: Store, { status, workflow, limit, all }: RunsFlags): readonly RunSummary[] {
  const query = { ...(status === undefined ? {} : { status }), ...(workflow === undefined ? {} : { workflow }) };
  const found: RunSummary[] = [];
  let before: RunId | null = null;
  while (found.length < limit) {
    const page: readonly RunSummary[] = store.list({ ...query, limit: PAGE, ...(before === null ? {} : { before }) });
    found.push(...page.filter(({ parent }) => all === true || parent === null));
    before = page.at(-1)?.run ?? null;
    if (page.length < PAGE) break;
  }
  return found.slice(0, limit);
}

const titles = (style: Style): readonly string[] => ["RUN", "WORKFLOW", "STATUS", "STARTED", "TOOK"].map(style.dim);

function row({ run, workflow, status, createdAt, endedAt, parent }: RunSummary, style: Style): readonly string[] {
  const name = parent === null ? workflow : `${workflow} ${style.dim(`(of ${shortId(parent)})`)}`;
  const took = endedAt === null ? style.dim(durationText(Date.now() - createdAt)) : durationText(endedAt - createdAt);
  return [shortId(run), name, statusText(status, style), dateText(createdAt), took];
}

const asJson = (run: RunSummary): object => ({
  ...run,
  createdAt: isoText(run.createdAt),
  endedAt: isoTextOrNull(run.endedAt),
});
