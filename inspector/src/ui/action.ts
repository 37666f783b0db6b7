import { useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { DroverApiError } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useNotices } from "./notices.tsx";
import { messageOf } from "./notes.tsx";
import { useOneAtATime } from "./one-at-a-time.ts";

/** Does something at the daemon. What goes wrong is told in a notice, in the daemon's words; `done` is what to tell when it went well. */
export function useAction<Given = void, Result = unknown>(
  act: (given: Given) => Promise<Result>,
  { done, onDone }: { readonly done?: string; readonly onDone?: (result: Result) => void } = {},
): UseMutationResult<Result, Error, Given> {
  const notices = useNotices();
  const queries = useQueryClient();
  return useOneAtATime({
    mutationFn: act,
    onSuccess(result) {
      if (done !== undefined) notices.tell({ tone: "good", text: done });
      onDone?.(result);
    },
    onError(error) {
      notices.tell({ tone: "bad", text: messageOf(error) });
      // No event tells that a run was removed.
      if (error instanceof DroverApiError && error.code === "run.unknown")
        void queries.invalidateQueries({ queryKey: keys.anyRun() });
    },
  });
}
