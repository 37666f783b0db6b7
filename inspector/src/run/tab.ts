import type { Run } from "../data/client.ts";

/** What every tab of a run is given. */
export interface RunTabProps {
  /** As it is now, or as it was after entry `at`. */
  readonly run: Run;
  /** The entry of the journal that is looked at; `null` for now. */
  readonly at: number | null;
  /** Looks at another entry; `null` goes back to now. */
  readonly travel: (at: number | null) => void;
}
