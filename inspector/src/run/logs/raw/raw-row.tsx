import { memo } from "react";
import { Stretches } from "../text/ansi-text.tsx";
import { parseSgr } from "../text/sgr.ts";
import type { LogRow } from "./log-window.ts";
import styles from "./raw-log.module.css";

interface RawRowProps {
  readonly row: LogRow;
  readonly top: number;
  readonly isFound: boolean;
}

export const RawRow = memo(function RawRow({ row, top, isFound }: RawRowProps) {
  return (
    <div
      className={`${styles["row"]} ${isFound ? styles["found"] : ""}`}
      data-found={isFound ? "" : undefined}
      data-offset={row.offset}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Stretches stretches={parseSgr(row.text).stretches} />
    </div>
  );
});
