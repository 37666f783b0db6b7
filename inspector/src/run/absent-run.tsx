import { Link } from "wouter";
import { DroverApiError } from "../data/client.ts";
import { Empty, Failure, Loading, messageOf } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";

interface AbsentRunProps {
  readonly run: string;
  /** What keeps it away; `null` while it comes. */
  readonly error: Error | null;
  readonly again: () => void;
}

/** Nobody has such an id: asked again the answer is the same. */
export const isUnknown = (error: Error): error is DroverApiError =>
  error instanceof DroverApiError && (error.code === "run.unknown" || error.code === "request.invalid");

/** In the place of a run that is not there, or not yet: what is the matter, and where to go on. */
export function AbsentRun({ run, error, again }: AbsentRunProps) {
  return (
    <Page title={`Run ${run}`}>
      {error === null ? (
        <Loading what="the run" />
      ) : isUnknown(error) ? (
        <Empty title="There is no such run.">
          <p>
            {error.code === "run.unknown"
              ? `${messageOf(error)} It may have been removed, or belong to another project.`
              : "The id of a run has 20 letters and digits. With the end of one it can be looked for."}
          </p>
          <p>
            <Link href={`/?q=${encodeURIComponent(run)}`}>Look for it</Link> · <Link href="/">All runs</Link>
          </p>
        </Empty>
      ) : (
        <Failure error={error} again={again} />
      )}
    </Page>
  );
}
