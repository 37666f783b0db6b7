import { useQuery } from "@tanstack/react-query";
import { client, type Graph, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";

/** Who could hear a message: the run's agent, a task that takes a `follow_up`, or nobody. */
export interface Listener {
  readonly kind: "agent" | "task" | "nobody";
  readonly run: string;
  /** What will become of it, for people. */
  readonly told: string;
}

/** The run that started a run, as it is now; nothing for one that nobody started. */
export function useParent({ parent }: Run): Run | undefined {
  const found = useQuery({
    queryKey: keys.run(parent ?? "none", "now"),
    queryFn: () => client.getRun({ run: parent ?? "" }),
    enabled: parent !== null,
  });
  return found.data;
}

const FOLLOW_UP = "follow_up";

export function listenerOf(run: Run, states: Graph["states"], parent: Run | undefined): Listener {
  const isEnded = ["succeeded", "failed", "canceled"].includes(run.status);
  const agents = states.flatMap(({ verb, step }) => (verb === "agent" && step !== null ? [step] : []));
  const agent = { kind: "agent", run: run.run } as const;
  if (!isEnded && agents.length > 0) {
    const working = agents.find((step) => ["running", "waiting"].includes(run.steps[step]?.status ?? ""));
    return working === undefined
      ? { ...agent, told: "No agent is at work now: the message waits for the next agent step, if one comes." }
      : { ...agent, told: `The agent of “${working}” hears it at work, or as its next turn.` };
  }
  const task = [run, parent].find((one) => one?.events?.includes(FOLLOW_UP));
  const why = isEnded
    ? "This run has ended: no agent of it hears anything any more."
    : "No step of this run is an agent: nobody would hear a message.";
  if (task !== undefined)
    return {
      kind: "task",
      run: task.run,
      told: `${why} Its task waits for a review: sent as a follow_up, the comments become the prompt of a further attempt.`,
    };
  return {
    kind: "nobody",
    run: run.run,
    told: `${why} You can copy the text, or run the workflow again with other inputs.`,
  };
}
