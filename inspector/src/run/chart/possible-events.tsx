import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, type OfferedEvent, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { Button } from "../../ui/button.tsx";
import styles from "./run-chart.module.css";
import { SendDialog } from "./send-dialog.tsx";

/** The events that the run's states take now; nothing else can be sent. */
export function PossibleEvents({ run }: { readonly run: Run }) {
  const [chosen, setChosen] = useState<OfferedEvent | null>(null);
  const offered = useQuery({
    queryKey: keys.run(run.run, "offered-events"),
    queryFn: ({ signal }) => client.listOfferedEvents({ run: run.run }, { signal }),
  });
  const events = (offered.data?.items ?? []).filter((event) => !isAnswer(event, run));
  if (events.length === 0 && chosen === null) return null;
  return (
    <div className={styles["events"]} role="group" aria-label="Events that can be sent now">
      {events.map((event) => (
        <Button
          key={event.name}
          small
          title={event.guard === null ? undefined : `only when ${event.guard}`}
          onClick={() => setChosen(event)}
        >
          Send {event.name}
        </Button>
      ))}
      {chosen !== null && <SendDialog run={run.run} event={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

/** An approval is answered where it is asked: a second way to the same would look like another. */
const isAnswer = ({ states }: OfferedEvent, { asks = [] }: Run): boolean =>
  states.every((path) => asks.some(({ kind, step }) => kind === "approval" && path.endsWith(`.${step}`)));
