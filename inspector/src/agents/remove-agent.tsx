import { useQueryClient } from "@tanstack/react-query";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface RemoveProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

export function RemoveAgent({ name, onClose, onRemoved }: RemoveProps) {
  const queries = useQueryClient();
  const remove = useAction(() => client.removeAgent({ agent: name }), {
    done: `The project's own profile of ${name} is gone.`,
    onDone() {
      onRemoved();
      queries.removeQueries({ queryKey: keys.agents("one", name) });
      void queries.invalidateQueries({ queryKey: keys.agents(), exact: true });
    },
  });
  return (
    <Dialog title={`Remove ${name}?`} onClose={onClose}>
      <p>
        The project&apos;s file of it is deleted. Where Drover ships a profile of that name, that one holds again; steps
        that name one that is nowhere fail.
      </p>
      <Button kind="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
        Remove it
      </Button>
    </Dialog>
  );
}
