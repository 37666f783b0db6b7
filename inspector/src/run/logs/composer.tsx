import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { client, type Message, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { useAction } from "../../ui/action.ts";
import { Button } from "../../ui/button.tsx";
import { useRequestKey } from "../../ui/request-key.ts";
import { MarkedText } from "./text/marked-text.tsx";
import styles from "./logs.module.css";

interface ComposerProps {
  readonly run: Run;
  readonly step: string;
}

const LOOK_EVERY_MS = 1_000;

/** Says something to an agent at work; what it has not heard yet can be changed or taken back. */
export function Composer({ run, step }: ComposerProps) {
  const waiting = useQuery({
    queryKey: keys.run(run.run, "messages"),
    queryFn: async ({ signal }) => (await client.listMessages({ run: run.run }, { signal })).items,
    // No event tells that one came from elsewhere, or was heard.
    refetchInterval: LOOK_EVERY_MS,
  });
  const [text, setText] = useState("");
  const id = useId();
  const key = useRequestKey(text);
  const send = useAction(() => client.sendMessage({ run: run.run, "idempotency-key": key, body: { text, step } }), {
    onDone: () => {
      setText("");
      void waiting.refetch();
    },
  });
  const isReady = text.trim() !== "" && !send.isPending;
  return (
    <div className={styles["composer"]}>
      {(waiting.data ?? []).length > 0 && (
        <ul aria-label="Messages that wait" className={styles["messages"]}>
          {waiting.data?.map((message) => (
            <Waiting key={message.id} run={run.run} message={message} onChange={() => void waiting.refetch()} />
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send.mutate();
        }}
      >
        <label htmlFor={id} className={styles["label"]}>
          Say something to the agent
        </label>
        <textarea
          id={id}
          rows={2}
          value={text}
          placeholder="It hears it as soon as it can; Ctrl and Enter sends"
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            if (isReady) send.mutate();
          }}
        />
        <Button type="submit" kind="main" disabled={!isReady}>
          Send
        </Button>
      </form>
    </div>
  );
}

interface WaitingProps {
  readonly run: string;
  readonly message: Message;
  readonly onChange: () => void;
}

function Waiting({ run, message, onChange }: WaitingProps) {
  const [edited, setEdited] = useState<string | null>(null);
  const edit = useAction((text: string) => client.editMessage({ run, message: message.id, body: { text } }), {
    onDone: () => {
      setEdited(null);
      onChange();
    },
  });
  const remove = useAction(() => client.removeMessage({ run, message: message.id }), { onDone: onChange });
  if (message.takenBy !== null)
    return (
      <li>
        <span className={styles["text"]}>
          <MarkedText text={message.text} />
        </span>
        <small>is being said</small>
      </li>
    );
  if (edited !== null)
    return (
      <li>
        <textarea aria-label="The message" rows={2} value={edited} onChange={({ target }) => setEdited(target.value)} />
        <Button small kind="main" disabled={edit.isPending || edited.trim() === ""} onClick={() => edit.mutate(edited)}>
          Keep
        </Button>
        <Button small onClick={() => setEdited(null)}>
          Leave it
        </Button>
      </li>
    );
  return (
    <li>
      <span className={styles["text"]}>
        <MarkedText text={message.text} />
      </span>
      <small>waits</small>
      <Button small onClick={() => setEdited(message.text)}>
        Edit
      </Button>
      <Button small disabled={remove.isPending} onClick={() => remove.mutate()}>
        Remove
      </Button>
    </li>
  );
}
