import { StatusBoard } from "./status-board.tsx";
import { WorkflowBoard } from "./workflow-board.tsx";

/** `/board`: all runs by status. `/board/NAME`: the runs of one workflow by state. */
export function BoardPage({ workflow }: { readonly workflow: string | undefined }) {
  return workflow === undefined ? <StatusBoard /> : <WorkflowBoard key={workflow} workflow={workflow} />;
}
