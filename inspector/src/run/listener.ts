import { useQuery } from "@tanstack/react-query";
import { client, type Graph, type Run } from "../data/client.ts";
import { keys } from "../data/keys.ts";

/** Who could hear a message: the run's agent, a task that takes a `follow_up`, or nobody. */
export interface Listener {
  readonly kind: "agent" | "task" | "nobody";
  readonly run: string;
  /** Who hears it and when, or why no agent does; for people. */
  readonly told: string;
}

/** Who could hear a message to a run, as it is now; `null` until that is known. */
export function useListener(run: Run): Listener | null {
  const definition = useQuery({
    queryKey: keys.frozen(run.run, "definition"),
    queryFn: () => client.getDefinition({ run: run.run }),
  });
  const parent = useParent(run);
  return definition.data === undefined ? null : listenerOf(run, definition.data.graph.states, parent);
}

/** The run that started a run, as it is now; nothing for one that nobody started. */
function useParent({ parent }: Run): Run | undefined {
  const found = useQuery({
    queryKey: keys.run(parent ?? "none", "now"),
    queryFn: () => client.getRun({ run: parent ?? "" }),
    enabled: parent !== null,
  });
  return found.data;
}

const FOLLOW_UP = "follow_up";

function listenerOf(run: Run, states: Graph["states"], parent: Run | undefined): Listener {
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
  const told = isEnded
    ? "This run has ended: no agent of it hears anything any more."
    : "No step of this run is an agent: nobody would hear a message.";
  return task === undefined ? { kind: "nobody", run: run.run, told } : { kind: "task", run: task.run, told };
}
