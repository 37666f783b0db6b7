import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { client, type Agent } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Button } from "../ui/button.tsx";
import { JsonText } from "../ui/json-text.tsx";
import { Failure, Loading, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { AgentEditor } from "./agent-editor.tsx";
import { CheckView, OfferView } from "./agent-findings.tsx";
import { canTell, fieldsOf } from "./fields.ts";
import { RemoveAgent } from "./remove-agent.tsx";
import styles from "./agents.module.css";

/** One profile, with everything that it extends. */
export function AgentPage({ name }: { readonly name: string }) {
  const agent = useQuery({ queryKey: keys.agents("one", name), queryFn: () => client.getAgent({ agent: name }) });
  return (
    <Page title={name} actions={agent.data && <Actions agent={agent.data} />}>
      <p>
        <Link href="/agents">All agents</Link>
      </p>
      <Shown of={agent} what="the agent">
        {(found) => <AgentView agent={found} />}
      </Shown>
    </Page>
  );
}

type Asked = "edit" | "own" | "remove" | null;

function Actions({ agent: { name, isOwn } }: { readonly agent: Agent }) {
  const [asked, setAsked] = useState<Asked>(null);
  const [, go] = useLocation();
  const close = (): void => setAsked(null);
  return (
    <>
      {isOwn ? (
        <>
          <Button onClick={() => setAsked("edit")}>Edit</Button>
          <Button kind="danger" onClick={() => setAsked("remove")}>
            Remove
          </Button>
        </>
      ) : null}
      <Button onClick={() => setAsked("own")}>Duplicate</Button>
      {asked === "edit" && <EditOwn name={name} onClose={close} />}
      {asked === "own" && (
        <AgentEditor
          name={null}
          suggestion={isOwn ? `${name}-2` : name}
          text={`# Begins with everything that "${name}" says; what stands here replaces it.\nextends: ${name}\n`}
          onClose={close}
          onSaved={(saved) => {
            close();
            go(`/agents/${saved}`);
          }}
        />
      )}
      {asked === "remove" && <RemoveAgent name={name} onClose={close} onRemoved={() => go("/agents")} />}
    </>
  );
}

/** The text is asked for when it is wanted: values of variables may stand in it. */
function EditOwn({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const file = useQuery({
    queryKey: keys.agents("file", name),
    queryFn: () => client.getAgentFile({ agent: name }),
    staleTime: 0,
    gcTime: 0,
  });
  if (file.error !== null) return <Failure error={file.error} />;
  if (file.data === undefined) return <Loading what="its file" />;
  return <AgentEditor name={name} text={file.data.text} onClose={onClose} onSaved={onClose} />;
}

function AgentView({ agent }: { readonly agent: Agent }) {
  const { executor, description, model, mode, account, tags, fallback, variants, command, install } = fieldsOf(agent);
  const facts = {
    Executor: executor,
    Command: command.join(" "),
    Model: model ?? "its own choice",
    Mode: mode ?? "its own choice",
    Account: account ?? agent.name,
    Tags: tags.join(", "),
    "Taken over by": fallback.join(", "),
    Variants: variants.map((variant) => `${agent.name}:${variant}`).join(", "),
    "To install": install ?? "",
  };
  return (
    <>
      {description !== "" && <p>{description}</p>}
      <dl className={styles["facts"]}>
        {Object.entries(facts).map(([name, value]) =>
          value === "" ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      <CheckView name={agent.name} />
      {canTell(agent) && <OfferView name={agent.name} />}
      <section aria-labelledby="profile" className={styles["section"]}>
        <h2 id="profile">The profile in effect</h2>
        <p>
          Made of{" "}
          {agent.files.map((file, index) => (
            <span key={file}>
              {index > 0 && ", which extends "}
              <code>{file}</code>
            </span>
          ))}
          . Of environment variables only the names are told.
        </p>
        <JsonText value={agent.profile} label="The profile in effect" />
      </section>
    </>
  );
}
