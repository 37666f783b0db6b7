import type { ReactNode } from "react";
import styles from "./table.module.css";

interface TableProps {
  readonly label: string;
  readonly head: readonly string[];
  /** Rows of the table's body. */
  readonly children: ReactNode;
}

/** A table that scrolls by itself where it is wider than the window, by the keyboard too. */
export function Table({ label, head, children }: TableProps) {
  return (
    <div className={styles["frame"]} role="region" aria-label={label} tabIndex={0}>
      <table className={styles["table"]}>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
