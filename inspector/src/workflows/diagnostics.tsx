import type { Diagnostic } from "../data/client.ts";
import { visible } from "../diff/lines.ts";
import { formatDiagnostic } from "../../../src/definition/format-diagnostic.ts";
import styles from "./workflows.module.css";

/** Mistakes as the command line tells them: the place, the line with carets under what is wrong, what was meant. */
export function Diagnostics({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  if (diagnostics.length === 0) return null;
  return (
    <ul className={styles["diagnostics"]} aria-label="Mistakes">
      {diagnostics.map((one) => (
        <li key={`${one.line}:${one.column} ${one.code} ${one.message}`} data-severity={one.severity}>
          <pre tabIndex={0} aria-label={`${one.severity} at line ${one.line}, column ${one.column}`}>
            {visible(formatDiagnostic(one, { color: false }))}
          </pre>
        </li>
      ))}
    </ul>
  );
}
