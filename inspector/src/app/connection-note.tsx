import { useConnection } from "../data/live.ts";
import { useLive } from "./context.ts";
import styles from "./connection-note.module.css";

/** Tells that what is shown stands still; nothing of it is lost. */
export function ConnectionNote() {
  const connection = useConnection(useLive());
  if (connection !== "lost") return null;
  return (
    <p role="status" className={styles["note"]}>
      The daemon does not answer: what you see is as it was. Agents and scripts go on without it. This page connects
      again by itself; <code>drover serve -d</code> starts the daemon.
    </p>
  );
}
