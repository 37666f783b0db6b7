import { DroverError } from "../../core/errors.ts";
import { shortId, type RunId } from "../../core/ids.ts";
import type { Store } from "../../core/store.ts";
import { findProject } from "../../project.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery, type Letter } from "../deliver.ts";
import { resolveRun } from "../run-id.ts";
import { userName } from "../user-name.ts";

interface ApproveFlags {
  readonly comment?: string;
  readonly deny?: true;
  readonly json?: true;
}

export const addApprove: AddCommand = (program, shell) => {
  program
    .command("approve")
    .summary("answer an approval")
    .description(
      "Approves what a run asks for, or denies it. A denied approval fails its step, with the comment as the reason.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .argument("[step]", "the step that asks; needed when several do")
    .option("-c, --comment <text>", "a comment for the record")
    .option("--deny", "deny it")
    .option("--json", "print the result as JSON")
    .action(async (run: string, step: string | undefined, flags: ApproveFlags) => {
      const sent = await deliverInput(findProject(shell.cwd), (store) =>
        answer(store, resolveRun(store, run), { step: step ?? null, flags }),
      );
      const { input } = sent.letter;
      const where = input.type === "signal" ? (input.step ?? "") : "";
      const verb = flags.deny === true ? "Denied" : "Approved";
      tellDelivery(shell.out, `${verb} "${where}" of run ${shortId(sent.letter.run)}`, {
        ...sent,
        isJson: flags.json === true,
      });
    });
};

interface Approval {
  readonly run: RunId;
  readonly step: string;
}

function answer(store: Store, run: RunId, { step, flags }: { step: string | null; flags: ApproveFlags }): Letter {
  const asking = approvalsIn(store, run).filter((approval) => step === null || approval.step === step);
  const chosen = theOne(asking, run, { step, store });
  const data = flags.comment === undefined ? null : { comment: flags.comment };
  const name = flags.deny === true ? "deny" : "approve";
  return { run: chosen.run, input: { type: "signal", name, step: chosen.step, data, sender: { by: userName() } } };
}

/** What waits for an approval in a run and in its children. */
function approvalsIn(store: Store, run: RunId): readonly Approval[] {
  const activities = Object.values(store.getSnapshot(run)?.activities ?? {});
  const own = activities.flatMap(({ action, step }) => (action === "approve" && step !== null ? [{ run, step }] : []));
  const children = store.list({ parent: run, limit: Infinity });
  return [...own, ...children.flatMap((child) => approvalsIn(store, child.run))];
}

function theOne(
  asking: readonly Approval[],
  run: RunId,
  { step, store }: { step: string | null; store: Store },
): Approval {
  const [first, second] = asking;
  const name = shortId(run);
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined) {
    const list = asking.map((approval) => `drover approve ${shortId(approval.run)} ${approval.step}`).join("\n  ");
    throw new DroverError(
      "signal.unexpected",
      `Cannot tell which approval of run "${name}" is meant: ${asking.length} are asked for. Name one:\n  ${list}`,
    );
  }
  const status = store.getSnapshot(run)?.status ?? "unknown";
  const what = step === null ? "it asks for no approval now" : `its step "${step}" asks for no approval now`;
  throw new DroverError(
    "signal.unexpected",
    `Cannot approve run "${name}": ${what}; it is ${status}. \`drover show ${name}\` says more.`,
  );
}
