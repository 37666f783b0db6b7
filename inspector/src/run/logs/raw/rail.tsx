import { bytesText } from "./bytes-text.ts";
import styles from "./raw-log.module.css";

interface RailProps {
  /** Bytes. */
  readonly at: number;
  readonly size: number;
  readonly onGo: (offset: number) => void;
}

const STEPS = 10_000;

/** The scroll bar of a log that is larger than what is held of it: its places are those of the whole log. */
export function Rail({ at, size, onGo }: RailProps) {
  return (
    <input
      type="range"
      className={styles["rail"]}
      aria-label="Place in the log"
      aria-valuetext={`${bytesText(at)} of ${bytesText(size)}`}
      min={0}
      max={STEPS}
      value={Math.round((at / Math.max(1, size)) * STEPS)}
      onChange={({ target }) => onGo(Math.floor((Number(target.value) / STEPS) * size))}
    />
  );
}
