import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { client, type Agent } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { Table } from "../ui/table.tsx";
import table from "../ui/table.module.css";
import { AgentEditor } from "./agent-editor.tsx";
import { AgentPage } from "./agent-page.tsx";
import { checkQuery, checkText } from "./check.ts";
import { fieldsOf } from "./fields.ts";

/** `/agents`: all profiles. `/agents/NAME`: one of them. */
export function AgentsPage({ chosen }: { readonly chosen: string | undefined }) {
  return chosen === undefined ? <AgentList /> : <AgentPage key={chosen} name={chosen} />;
}

const TEMPLATE = `description: What it is good for
executor: command
command: [cat]
`;

function AgentList() {
  const agents = useQuery({ queryKey: keys.agents(), queryFn: () => client.listAgents() });
  const [isAdding, setAdding] = useState(false);
  const [, go] = useLocation();
  return (
    <Page
      title="Agents"
      actions={
        <>
          <CheckAll agents={agents.data?.items ?? []} />
          <Button kind="main" onClick={() => setAdding(true)}>
            Add an agent
          </Button>
        </>
      }
    >
      <Shown of={agents} what="the agents">
        {({ items }) => <AgentTable agents={items} />}
      </Shown>
      {isAdding && (
        <AgentEditor
          name={null}
          text={TEMPLATE}
          onClose={() => setAdding(false)}
          onSaved={(name) => go(`/agents/${name}`)}
        />
      )}
    </Page>
  );
}

function CheckAll({ agents }: { readonly agents: readonly Agent[] }) {
  const queries = useQueryClient();
  const check = useAction(
    async () => {
      for (const { name } of agents) await queries.fetchQuery({ ...checkQuery(name), staleTime: 0 });
    },
    { done: "Every agent was looked for." },
  );
  return (
    <Button disabled={check.isPending} onClick={() => check.mutate()}>
      {check.isPending ? "Checking…" : "Check all"}
    </Button>
  );
}

function AgentTable({ agents }: { readonly agents: readonly Agent[] }) {
  const checks = useQueries({ queries: agents.map(({ name }) => ({ ...checkQuery(name), enabled: false })) });
  return (
    <Table label="Agents" head={["Agent", "Executor", "Model", "Tags", "From", "Check", "What it is"]}>
      {agents.map((agent, index) => {
        const { executor, model, tags, description } = fieldsOf(agent);
        return (
          <tr key={agent.name} data-agent={agent.name}>
            <td>
              <Link href={`/agents/${agent.name}`}>
                <strong>{agent.name}</strong>
              </Link>
              {agent.isDefault && <small>default</small>}
            </td>
            <td>{executor}</td>
            <td>{model ?? "its own"}</td>
            <td>{tags.join(", ")}</td>
            <td>{agent.isOwn ? "the project" : "Drover"}</td>
            <td>{checkText(checks[index]?.data)}</td>
            <td className={table["words"]}>{description}</td>
          </tr>
        );
      })}
    </Table>
  );
}
