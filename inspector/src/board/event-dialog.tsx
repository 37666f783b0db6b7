import { useQuery } from "@tanstack/react-query";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { SendDialog } from "../run/chart/send-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Shown } from "../ui/notes.tsx";

interface EventDialogProps {
  readonly run: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Asks for what an event carries, with the form that the run's page has for it. */
export function EventDialog({ run, name, onClose }: EventDialogProps) {
  const offered = useQuery({
    queryKey: keys.run(run, "offered-events"),
    queryFn: ({ signal }) => client.listOfferedEvents({ run }, { signal }),
  });
  const event = offered.data?.items.find((one) => one.name === name);
  if (event !== undefined) return <SendDialog run={run} event={event} onClose={onClose} />;
  return (
    <Dialog title={`Send ${name}`} onClose={onClose}>
      <Shown of={offered} what="what it can carry">
        {() => <p>The run takes this event no more: it has gone on.</p>}
      </Shown>
    </Dialog>
  );
}
