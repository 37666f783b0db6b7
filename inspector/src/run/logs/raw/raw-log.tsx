import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "../../../ui/button.tsx";
import { Empty, Failure, Loading } from "../../../ui/notes.tsx";
import { SearchBar } from "../search-bar.tsx";
import { SearchedFor } from "../text/marked-text.tsx";
import { bytesText } from "./bytes-text.ts";
import { openLogWindow, type LogState, type LogWindow } from "./log-window.ts";
import { Rail } from "./rail.tsx";
import { RawRow } from "./raw-row.tsx";
import { useLogSearch } from "./use-log-search.ts";
import { isAtEnd, ROW, useScrolling, type Scrolling } from "./use-scrolling.ts";
import styles from "./raw-log.module.css";

interface RawLogProps {
  readonly gen: string;
  readonly stream: "stdout" | "stderr";
}

const LOOK_EVERY_MS = 400;

/** What a process wrote, as it wrote it; of a log of any size only a window is held. Keyed by `gen` and `stream`. */
export function RawLog({ gen, stream }: RawLogProps) {
  const [log] = useState(() => openLogWindow(gen, stream));
  const state = useSyncExternalStore(log.onChange, log.state);
  const [isFollowing, setFollowing] = useState(true);
  const scroll = useScrolling({ log, state, isFollowing, setFollowing });
  const search = useLogSearch({ gen, stream, size: state.size, top: () => scroll.top });
  useLooking(log, state.isEnded, isFollowing);
  const go = (to: number | "end"): void => {
    setFollowing(to === "end");
    void log.jump(to);
  };
  return (
    <SearchedFor value={search.marked}>
      <div className={styles["bar"]}>
        <SearchBar search={search} label="Search the whole log" onFound={go} />
        <span className={styles["size"]}>{bytesText(state.size)}</span>
        <a href={`/api/v1/attempts/${encodeURIComponent(gen)}/log/file?stream=${stream}`} download>
          Download
        </a>
      </div>
      <State state={state} stream={stream} again={() => go("end")} />
      <div className={styles["log"]} hidden={state.size === 0}>
        <Frame state={state} scroll={scroll} hit={search.hit} go={go} />
        {isPart(state) && <Rail at={scroll.top} size={state.size} onGo={go} />}
        {!(isFollowing && isAtEnd(state)) && (
          <Button small className={styles["newest"] ?? ""} onClick={() => go("end")}>
            Jump to the newest
          </Button>
        )}
      </div>
    </SearchedFor>
  );
}

interface StateProps {
  readonly state: LogState;
  readonly stream: "stdout" | "stderr";
  readonly again: () => void;
}

/** What there is to say where there is no log to show. */
function State({ state: { error, isLoaded, isEnded, size }, stream, again }: StateProps) {
  if (error !== null) return <Failure error={error} again={again} />;
  if (!isLoaded) return <Loading what="the log" />;
  if (size > 0) return null;
  return (
    <Empty title={`Nothing was written${stream === "stderr" ? " to standard error" : ""}${isEnded ? "" : " yet"}.`} />
  );
}

interface FrameProps {
  readonly state: LogState;
  readonly scroll: Scrolling;
  readonly hit: number | null;
  readonly go: (to: number | "end") => void;
}

function Frame({ state, scroll: { frame, first, last, onScroll }, hit, go }: FrameProps) {
  const { rows } = state;
  return (
    <div
      ref={frame}
      className={`${styles["frame"]} ${isPart(state) ? styles["part"] : ""}`}
      tabIndex={0}
      role="region"
      aria-label="Log"
      onScroll={onScroll}
      onKeyDown={(event) => {
        if (!isPart(state) || (event.key !== "Home" && event.key !== "End")) return;
        event.preventDefault();
        go(event.key === "Home" ? 0 : "end");
      }}
    >
      <div style={{ height: rows.length * ROW }} className={styles["rows"]}>
        {rows.slice(first, last).map((row, i) => {
          const end = rows[first + i + 1]?.offset ?? state.next + 1;
          const isFound = hit !== null && row.offset <= hit && hit < end;
          return <RawRow key={row.offset} row={row} top={(first + i) * ROW} isFound={isFound} />;
        })}
      </div>
    </div>
  );
}

/** More of the log lies outside of the window. */
const isPart = ({ from, next, size }: LogState): boolean => from > 0 || next < size;

/** No event tells that a log has grown; a stream would bring all of it, however much that is. */
function useLooking(log: LogWindow, isEnded: boolean, isFollowing: boolean): void {
  useEffect(() => {
    void log.jump("end");
    return () => log.close();
  }, [log]);
  useEffect(() => {
    if (isEnded) return undefined;
    const timer = window.setInterval(() => {
      if (document.visibilityState === "visible" && log.state().isLoaded) void log.look(isFollowing);
    }, LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [log, isEnded, isFollowing]);
}
