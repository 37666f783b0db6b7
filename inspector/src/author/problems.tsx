import type { Diagnostic } from "../../../src/core/diagnostic.ts";
import { Failure } from "../ui/notes.tsx";
import type { Spot } from "./editor/editor.tsx";
import { wordsBeside } from "./editor/diagnostics.ts";
import type { Check } from "./use-check.ts";
import styles from "./problems.module.css";

/** Every mistake with its place, as the command line tells it; each leads there. */
export function Problems({ check, onGoTo }: { readonly check: Check; readonly onGoTo: (spot: Spot) => void }) {
  const { diagnostics, error, good } = check;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return (
    <section className={styles["problems"]} aria-label="Mistakes">
      <h2 aria-live="polite">
        {error === null ? titleOf(errors, diagnostics.length - errors, good !== null) : "Not checked"}
      </h2>
      {error !== null && <Failure error={error} />}
      {diagnostics.length > 0 && (
        <ul>
          {diagnostics.map((diagnostic, at) => (
            // Two may stand at one place; their order is that of the file.
            // oxlint-disable-next-line react/no-array-index-key
            <Problem key={at} diagnostic={diagnostic} onGoTo={onGoTo} />
          ))}
        </ul>
      )}
    </section>
  );
}

function titleOf(errors: number, warnings: number, isChecked: boolean): string {
  const counted = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? "mistake" : "mistakes"}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
  ];
  return counted.length > 0 ? counted.join(", ") : isChecked ? "No mistakes" : "Checking…";
}

function Problem({ diagnostic, onGoTo }: { readonly diagnostic: Diagnostic; readonly onGoTo: (spot: Spot) => void }) {
  const { line, column, code, severity, message, file } = diagnostic;
  return (
    <li data-severity={severity}>
      <button type="button" className={styles["problem"]} onClick={() => onGoTo({ line, column })} title={file}>
        <span className={styles["place"]}>
          {line}:{column}
        </span>
        <span>
          {severity} {code} {message}
          {wordsBeside(diagnostic).map((words) => (
            <small key={words}>{words}</small>
          ))}
        </span>
      </button>
    </li>
  );
}
