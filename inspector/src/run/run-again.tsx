import { Link } from "wouter";
import type { Run } from "../data/client.ts";
import styles from "../ui/button.module.css";

/** To the form of the run's workflow, filled with the inputs of this run. */
export function RunAgain({ run: { run, workflow } }: { readonly run: Run }) {
  return (
    <Link
      href={`/workflows/${encodeURIComponent(workflow)}#run=${run}`}
      className={`${styles["button"]} ${styles["link"]}`}
    >
      Run with other inputs
    </Link>
  );
}
