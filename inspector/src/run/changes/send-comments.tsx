import { useState } from "react";
import { client, type Run } from "../../data/client.ts";
import { useAction } from "../../ui/action.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useRequestKey } from "../../ui/request-key.ts";
import { useListener, type Listener } from "../listener.ts";
import { RunAgain } from "../run-again.tsx";
import { hasWords, messageText, type Comments } from "./comments.ts";

import styles from "./changes.module.css";

interface SendCommentsProps {
  readonly run: Run;
  readonly comments: Comments;
}

/** All comments go as one message, which is shown first. */
export function SendComments({ run, comments }: SendCommentsProps) {
  const [isAsked, setAsked] = useState(false);
  const count = comments.all.filter(hasWords).length;
  return (
    <span className={styles["send"]}>
      <Button small kind={count === 0 ? "plain" : "main"} disabled={count === 0} onClick={() => setAsked(true)}>
        {count === 0 ? "No comments" : count === 1 ? "Send 1 comment…" : `Send ${count} comments…`}
      </Button>
      {isAsked && <SendDialog run={run} comments={comments} onClose={() => setAsked(false)} />}
    </span>
  );
}

/** A message stands in the run's state. Characters. */
const LONGEST = 64 * 1024;

/** What can be done with comments where no agent hears them. */
const INSTEAD: Readonly<Record<Listener["kind"], string>> = {
  agent: "",
  task: "Its task waits for a review: sent as a follow_up, the comments become the prompt of a further attempt.",
  nobody: "You can copy the text, or run the workflow again with other inputs.",
};

function SendDialog({ run, comments, onClose }: SendCommentsProps & { readonly onClose: () => void }) {
  const [text, setText] = useState(() => messageText(comments.all));
  const listener = useListener(run);
  const tooLong = text.length > LONGEST ? `It has ${text.length} characters, and ${LONGEST} are allowed.` : undefined;
  return (
    <Dialog title="Send the comments as one message" onClose={onClose} wide>
      {listener !== null && (
        <p role="status">
          {listener.told} {INSTEAD[listener.kind]}
        </p>
      )}
      <Field label="Message" value={text} onChange={setText} lines={14} error={tooLong} />
      <div className={styles["bar"]}>
        {listener !== null && listener.kind !== "nobody" && (
          <SendButton
            listener={listener}
            text={text}
            isOff={tooLong !== undefined || text.trim() === ""}
            onSent={() => {
              comments.dropSent();
              onClose();
            }}
          />
        )}
        <CopyButton text={text} />
        {listener !== null && listener.kind !== "agent" && <RunAgain run={run} />}
      </div>
    </Dialog>
  );
}

interface SendButtonProps {
  readonly listener: Listener;
  readonly text: string;
  readonly isOff: boolean;
  readonly onSent: () => void;
}

function SendButton({ listener: { kind, run }, text, isOff, onSent }: SendButtonProps) {
  const isEvent = kind === "task";
  const key = { "idempotency-key": useRequestKey([kind, run, text]) };
  const send = useAction(
    async (): Promise<unknown> =>
      isEvent
        ? client.sendSignal({ run, ...key, body: { name: "follow_up", data: { prompt: text } } })
        : client.sendMessage({ run, ...key, body: { text } }),
    {
      done: isEvent
        ? "The task goes on with your comments."
        : "The comments are kept, and said to the agent as soon as it can hear them.",
      onDone: onSent,
    },
  );
  return (
    <Button kind="main" disabled={isOff || send.isPending} onClick={() => send.mutate()}>
      {isEvent ? "Send to the task as follow_up" : "Send"}
    </Button>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const copy = useAction(() => navigator.clipboard.writeText(text), { done: "Copied." });
  // Browsers have a clipboard for pages of this machine, and of others by https only.
  if (!("clipboard" in navigator)) return null;
  return <Button onClick={() => copy.mutate()}>Copy the text</Button>;
}
