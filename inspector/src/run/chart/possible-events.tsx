import { useState } from "react";
import { client, type Run } from "../../data/client.ts";
import { useAction } from "../../ui/action.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import styles from "./run-chart.module.css";

/** The events that the run's states take now; nothing else can be sent. */
export function PossibleEvents({ run }: { readonly run: Run }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const events = run.events ?? [];
  if (events.length === 0) return null;
  return (
    <div className={styles["events"]} role="group" aria-label="Events that can be sent now">
      {events.map((name) => (
        <Button key={name} small onClick={() => setChosen(name)}>
          Send {name}
        </Button>
      ))}
      {chosen !== null && <SendDialog run={run} name={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

interface SendDialogProps {
  readonly run: Run;
  readonly name: string;
  readonly onClose: () => void;
}

function SendDialog({ run, name, onClose }: SendDialogProps) {
  const [text, setText] = useState("");
  const data = parsed(text);
  const send = useAction(
    () => client.sendSignal({ run: run.run, body: { name, ...(data.value !== undefined && { data: data.value }) } }),
    { done: `${name} was taken.`, onDone: onClose },
  );
  return (
    <Dialog title={`Send ${name}`} onClose={onClose}>
      <Field
        label="What it carries, as JSON"
        value={text}
        onChange={setText}
        lines={5}
        note="Nothing when left empty. Expressions read it as event.data."
        error={data.problem}
      />
      <Button kind="main" disabled={send.isPending || data.problem !== undefined} onClick={() => send.mutate()}>
        Send
      </Button>
    </Dialog>
  );
}

function parsed(text: string): { readonly value?: unknown; readonly problem?: string } {
  if (text.trim() === "") return {};
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `That is no JSON: ${(error as Error).message}` };
  }
}
