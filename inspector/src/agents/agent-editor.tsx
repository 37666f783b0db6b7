import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, DroverApiError } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { messageOf } from "../ui/notes.tsx";
import { useNotices } from "../ui/notices.tsx";
import { useOneAtATime } from "../ui/one-at-a-time.ts";
import styles from "./agents.module.css";

interface EditorProps {
  /** `null`: a new one, whose name is given here. */
  readonly name: string | null;
  readonly suggestion?: string;
  readonly text: string;
  readonly onClose: () => void;
  readonly onSaved: (name: string) => void;
}

/** A profile as YAML. It is written only when it has no mistake; each one is told with its place. */
export function AgentEditor({ name, suggestion = "", text: before, onClose, onSaved }: EditorProps) {
  const [newName, setNewName] = useState(suggestion);
  const [text, setText] = useState(before);
  const queries = useQueryClient();
  const notices = useNotices();
  const agent = name ?? newName.trim();
  const save = useOneAtATime({
    mutationFn: () => client.putAgentFile({ agent, body: { text, isNew: name === null } }),
    onSuccess({ file }) {
      void queries.invalidateQueries({ queryKey: keys.agents() });
      notices.tell({ tone: "good", text: `Written to ${file}.` });
      onSaved(agent);
    },
  });
  return (
    <Dialog title={name === null ? "A new agent" : `Edit ${name}`} onClose={onClose} wide>
      {name === null && (
        <Field
          label="Name"
          value={newName}
          onChange={setNewName}
          note="That of its file, and what a step gives: agent: <name>."
        />
      )}
      <div className={styles["yaml"]}>
        <Field
          label="Profile, as YAML"
          value={text}
          onChange={setText}
          lines={16}
          note="The keys stand in docs/agents.md. A profile is a command that Drover starts."
        />
      </div>
      {save.error !== null && <Mistakes error={save.error} />}
      <Button kind="main" disabled={save.isPending || agent === ""} onClick={() => save.mutate()}>
        Save
      </Button>
    </Dialog>
  );
}

function Mistakes({ error }: { readonly error: Error }) {
  const details = error instanceof DroverApiError && Array.isArray(error.details) ? error.details : [];
  const mistakes = details.filter((one) => typeof one === "string");
  return (
    <div role="alert" className={styles["mistakes"]}>
      {mistakes.length === 0 ? (
        <p>{messageOf(error)}</p>
      ) : (
        <>
          <p>Nothing was written. What to mend, with line and column:</p>
          <ul>
            {mistakes.map((mistake) => (
              <li key={mistake}>{mistake}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
