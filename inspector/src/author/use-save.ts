import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, DroverApiError, type Workflow } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { messageOf } from "../ui/notes.tsx";
import { useNotices } from "../ui/notices.tsx";
import { useOneAtATime } from "../ui/one-at-a-time.ts";

interface Given {
  readonly name: string;
  readonly text: string;
  readonly expected: string | null;
}

interface Save {
  readonly save: (given: Given) => void;
  readonly isSaving: boolean;
  /** The file is not as it was loaded: somebody has to decide. */
  readonly conflict: string | null;
  readonly endConflict: () => void;
}

/** Writes the text into the project's file. Mistakes do not hinder: they are told again. */
export function useSave(onSaved: (saved: Workflow) => void): Save {
  const notices = useNotices();
  const queries = useQueryClient();
  const [conflict, setConflict] = useState<string | null>(null);
  const { mutate, isPending } = useOneAtATime({
    mutationFn: ({ name, text, expected }: Given) => client.saveWorkflow({ workflow: name, body: { text, expected } }),
    onSuccess(saved) {
      setConflict(null);
      void queries.invalidateQueries({ queryKey: keys.workflows() });
      const draft =
        saved.errors > 0 ? ` It has ${saved.errors} mistakes: no run of it starts until they are mended.` : "";
      notices.tell({ tone: saved.errors > 0 ? "waiting" : "good", text: `Saved as ${saved.file}.${draft}` });
      onSaved(saved);
    },
    onError(error) {
      if (error instanceof DroverApiError && error.code === "workflow.changed") setConflict(error.detail);
      else notices.tell({ tone: "bad", text: messageOf(error) });
    },
  });
  return { save: mutate, isSaving: isPending, conflict, endConflict: () => setConflict(null) };
}
