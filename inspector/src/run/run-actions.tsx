import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { client, type Run } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { useRequestKey } from "../ui/request-key.ts";
import { ForkDialog } from "./fork-dialog.tsx";
import { useListener } from "./listener.ts";
import { RunAgain } from "./run-again.tsx";

const isEnded = ({ status }: Run): boolean => ["succeeded", "failed", "canceled"].includes(status);

type Asked = "cancel" | "message" | "fork" | null;

/** What can be done with a run, as far as it can be done now. */
export function RunActions({ run, at }: { readonly run: Run; readonly at: number | null }) {
  const [, go] = useLocation();
  const [asked, setAsked] = useState<Asked>(null);
  const retryKey = useRequestKey(run.run);
  const retry = useAction(() => client.retryRun({ run: run.run, "idempotency-key": retryKey }), {
    done: "Started again, as a new run.",
    onDone: (started) => go(`/runs/${started.run}`),
  });
  return (
    <>
      <Button
        title="Replays the run in a simulation, and goes on from any input in another way"
        onClick={() => go(`/workflows/${encodeURIComponent(run.workflow)}/edit?run=${run.run}`)}
      >
        What if
      </Button>
      {!isEnded(run) && <Button onClick={() => setAsked("message")}>Message</Button>}
      {!isEnded(run) && (
        <Button kind="danger" onClick={() => setAsked("cancel")}>
          Cancel
        </Button>
      )}
      {isEnded(run) && run.parent === null && (
        <Button onClick={() => retry.mutate()} disabled={retry.isPending || retry.isSuccess}>
          Retry
        </Button>
      )}
      <Button onClick={() => setAsked("fork")}>{at === null ? "Fork" : "Fork here"}</Button>
      <RunAgain run={run} />
      {asked === "cancel" && <CancelDialog run={run} onClose={() => setAsked(null)} />}
      {asked === "fork" && <ForkDialog run={run} at={at} onClose={() => setAsked(null)} />}
      {asked === "message" && <MessageDialog run={run} onClose={() => setAsked(null)} />}
    </>
  );
}

interface AskProps {
  readonly run: Run;
  readonly onClose: () => void;
}

function CancelDialog({ run, onClose }: AskProps) {
  const [reason, setReason] = useState("");
  const cancel = useAction(
    () => client.cancelRun({ run: run.run, body: reason.trim() === "" ? {} : { reason: reason.trim() } }),
    { done: "The run is being canceled; its finally steps still run.", onDone: onClose },
  );
  return (
    <Dialog title="Cancel this run?" onClose={onClose}>
      <p>What is at work is stopped, and its steps of `finally` still run.</p>
      <Field label="Reason" value={reason} onChange={setReason} />
      <Button kind="danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel the run
      </Button>
    </Dialog>
  );
}

function MessageDialog({ run, onClose }: AskProps) {
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const listener = useListener(run);
  const key = useRequestKey(text);
  const send = useAction(() => client.sendMessage({ run: run.run, "idempotency-key": key, body: { text } }), {
    done: "The message is kept, and said to the run's agent as soon as it can hear it.",
    onDone() {
      void queries.invalidateQueries({ queryKey: keys.run(run.run, "messages") });
      onClose();
    },
  });
  return (
    <Dialog title="Say something to the agent" onClose={onClose}>
      {listener !== null && <p role="status">{listener.told}</p>}
      <Field label="Message" value={text} onChange={setText} lines={5} />
      <Button
        kind="main"
        disabled={send.isPending || text.trim() === "" || listener?.kind !== "agent"}
        onClick={() => send.mutate()}
      >
        Send
      </Button>
    </Dialog>
  );
}
