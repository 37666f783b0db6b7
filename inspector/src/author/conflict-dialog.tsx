import { useQuery } from "@tanstack/react-query";
import { client, DroverApiError, type Workflow } from "../data/client.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { JsonText } from "../ui/json-text.tsx";
import { Shown } from "../ui/notes.tsx";

interface ConflictDialogProps {
  readonly name: string;
  readonly reason: string;
  readonly onClose: () => void;
  /** `null`: the file is gone. */
  readonly onTakeTheirs: (theirs: Workflow) => void;
  readonly onKeepMine: (theirs: Workflow | null) => void;
}

/** Somebody else has written the file: what is there now, and which of the two is to stay. */
export function ConflictDialog({ name, reason, onClose, onTakeTheirs, onKeepMine }: ConflictDialogProps) {
  const theirs = useQuery({
    queryKey: ["conflict", name, reason],
    queryFn: () => presentOf(name),
    gcTime: 0,
    staleTime: 0,
  });
  return (
    <Dialog title="The file is not as you loaded it" onClose={onClose} wide>
      <p>{reason}</p>
      <Shown of={theirs} what="what is there now">
        {({ workflow }) => (
          <>
            {workflow !== null && <JsonText value={workflow.text} label="What is there now" />}
            <p>Your text stays in the editor until you decide.</p>
            {workflow !== null && (
              <Button onClick={() => onTakeTheirs(workflow)}>Take what is there, drop my changes</Button>
            )}
            <Button kind="danger" onClick={() => onKeepMine(workflow)}>
              Write my text over it
            </Button>
          </>
        )}
      </Shown>
    </Dialog>
  );
}

/** The project's own; one that only ships with Drover is none. */
async function presentOf(name: string): Promise<{ readonly workflow: Workflow | null }> {
  try {
    const workflow = await client.getWorkflow({ workflow: name });
    return { workflow: workflow.isShipped ? null : workflow };
  } catch (error) {
    if (error instanceof DroverApiError && error.code === "workflow.unknown") return { workflow: null };
    throw error;
  }
}
