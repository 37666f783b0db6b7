import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ACTION_SCHEMAS } from "../../../src/actions/schemas.ts";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import type { Known } from "./text/options.ts";

/** The project's names that a file can speak of; none until they are there. */
export function useKnown(): Known {
  const agents = useQuery({ queryKey: keys.agents(), queryFn: () => client.listAgents() });
  const workflows = useQuery({ queryKey: keys.workflows(), queryFn: () => client.listWorkflows() });
  return useMemo(
    () => ({
      agents: (agents.data?.items ?? []).map(({ name }) => name),
      workflows: (workflows.data?.items ?? []).map(({ name }) => name),
      actions: Object.keys(ACTION_SCHEMAS),
    }),
    [agents.data, workflows.data],
  );
}
