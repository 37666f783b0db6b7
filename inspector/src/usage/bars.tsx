import type { Usage } from "../data/client.ts";
import { amountText, MEASURES, type Measure } from "./amounts.ts";
import styles from "./usage.module.css";

interface BarsProps {
  readonly usage: readonly Usage[];
  readonly measure: Measure;
  readonly nameOf: (key: string) => string;
}

/** One bar for each; the table below tells the same to those who do not see it. */
export function Bars({ usage, measure, nameOf }: BarsProps) {
  const most = Math.max(...usage.map((one) => one[measure]));
  return (
    <figure className={styles["bars"]}>
      <figcaption>{MEASURES[measure][0]}</figcaption>
      <ul>
        {usage.map((one) => {
          const isUnknown = measure !== "turns" && one.unknown.includes(measure);
          return (
            <li key={one.key}>
              <span className={styles["name"]}>{nameOf(one.key)}</span>
              <svg className={styles["bar"]} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width="100" height="10" className={isUnknown ? styles["unknown"] : styles["ground"]} />
                <rect width={most === 0 ? 0 : (one[measure] / most) * 100} height="10" className={styles["amount"]} />
              </svg>
              <span className={styles["amountText"]}>{amountText(one, measure)}</span>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
