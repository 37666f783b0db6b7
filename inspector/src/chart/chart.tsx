import { memo, useMemo, useState, type FocusEvent, type KeyboardEvent } from "react";
import type { Step } from "../data/client.ts";
import { ChartState } from "./chart-state.tsx";
import { ChartWay } from "./chart-way.tsx";
import { NO_MARKS, type Marks } from "./marks.ts";
import type { LaidState, Layout } from "./shape.ts";
import { usePanZoom } from "./pan-zoom.ts";
import { boxAround } from "./view.ts";
import { isWalk, stateBeside } from "./walk.ts";
import { Button } from "../ui/button.tsx";
import styles from "./chart.module.css";

export interface ChartProps {
  readonly layout: Layout;
  readonly marks?: Marks;
  /** What steps have left behind: attempts and visits stand at their states. */
  readonly steps?: Readonly<Record<string, Step>>;
  /** How many attempts a visit of a step may have, by its id. */
  readonly mostAttempts?: ReadonlyMap<string, number>;
  /** When a timer of a state rings, by its path. Milliseconds since 1970. */
  readonly timers?: ReadonlyMap<string, number>;
  /** The path that is looked at. */
  readonly chosen?: string | null;
  readonly onChoose?: (path: string | null) => void;
}

/** A statechart as it was laid out, with where a run is and has been. It can be moved, made larger and walked through by keys. */
export function Chart({ layout, marks = NO_MARKS, steps = {}, chosen = null, ...rest }: ChartProps) {
  const { mostAttempts, timers, onChoose } = rest;
  const focus = useMemo(() => boxAround(lookedAt(layout, marks, chosen)), [layout, marks, chosen]);
  const { frame, view, zoomBy, fit, follow, isLarge, show, gestures } = usePanZoom(layout, focus);
  const walk = useWalk(layout, marks, chosen);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === "+" || event.key === "=") zoomBy(1.25);
    else if (event.key === "-") zoomBy(0.8);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") onChoose?.(null);
    else walk.onKey(event);
  };
  return (
    <div className={styles["chart"]} onKeyDown={onKeyDown}>
      <div className={styles["tools"]} role="group" aria-label="Size of the chart">
        <Button small aria-label="Larger" onClick={() => zoomBy(1.25)}>
          +
        </Button>
        <Button small aria-label="Smaller" onClick={() => zoomBy(0.8)}>
          −
        </Button>
        <Button small onClick={fit}>
          Fit
        </Button>
        {isLarge && focus !== null && (
          <Button small title="Shows where it is, and goes along with it" onClick={follow}>
            {marks.active.size > 0 ? "Active" : "Here"}
          </Button>
        )}
      </div>
      <div ref={frame} className={styles["frame"]} {...gestures}>
        <svg
          className={styles["picture"]}
          role="group"
          aria-label="Statechart"
          data-hash={layout.hash}
          data-detail={layout.detail}
          data-scale={view.scale}
          onFocus={(event) => walk.onFocus(event, show)}
        >
          <Arrowheads />
          <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
            <Picture {...{ layout, marks, steps, mostAttempts, timers, chosen, onChoose }} tabStop={walk.tabStop} />
          </g>
        </svg>
      </div>
    </div>
  );
}

/** What is active; of a run that has ended where it went last; where there is no run, what was chosen. */
function lookedAt(layout: Layout, marks: Marks, chosen: string | null): readonly LaidState[] {
  const active = innermost(layout, marks);
  if (active.length > 0) return active;
  const reached = new Set(layout.ways.flatMap(({ id, from, to }) => (marks.last.has(id) ? [to ?? from] : [])));
  return layout.states.filter(({ path }) => (reached.size > 0 ? reached.has(path) : path === chosen));
}

/** What is active, without what it lies in. */
function innermost({ states }: Layout, { active }: Marks): readonly LaidState[] {
  const around = new Set(states.flatMap(({ path, parent }) => (active.has(path) && parent !== null ? [parent] : [])));
  return states.filter(({ path }) => active.has(path) && !around.has(path));
}

/** One state can be come to by Tab; from there arrows go to those around it, and what has the focus is brought in sight. */
function useWalk(layout: Layout, marks: Marks, chosen: string | null) {
  const [at, setAt] = useState<string | null>(null);
  const isThere = (path: string | null): path is string => layout.states.some((state) => state.path === path);
  const tabStop = [at, chosen].find(isThere) ?? innermost(layout, marks)[0]?.path ?? layout.states[0]?.path ?? null;
  return {
    tabStop,
    onKey(event: KeyboardEvent<HTMLElement>): void {
      const from = event.target instanceof SVGElement ? event.target.dataset["path"] : undefined;
      if (from === undefined || !isWalk(event.key)) return;
      event.preventDefault();
      const to = stateBeside(layout.states, from, event.key);
      if (to === null) return;
      event.currentTarget
        .querySelector<SVGElement>(`[data-path="${CSS.escape(to.path)}"]`)
        ?.focus({ preventScroll: true });
    },
    onFocus({ target }: FocusEvent<SVGElement>, show: (state: LaidState) => void): void {
      const state = layout.states.find(({ path }) => path === target.dataset["path"]);
      if (state === undefined) return;
      setAt(state.path);
      if (target.matches(":focus-visible")) show(state);
    },
  };
}

type PictureProps = Omit<ChartProps, "mostAttempts" | "timers" | "onChoose"> & {
  /** The path of the state that Tab comes to. */
  readonly tabStop: string | null;
  readonly marks: Marks;
  readonly steps: Readonly<Record<string, Step>>;
  readonly mostAttempts: ReadonlyMap<string, number> | undefined;
  readonly timers: ReadonlyMap<string, number> | undefined;
  readonly onChoose: ((path: string | null) => void) | undefined;
};

/** Drawn anew only when something in it changes, not when it is moved. */
const Picture = memo(function Picture(props: PictureProps) {
  const { layout, marks, steps, mostAttempts, timers, chosen, onChoose, tabStop } = props;
  return (
    <>
      {layout.states.map((state) => (
        <ChartState
          key={state.path}
          state={state}
          isActive={marks.active.has(state.path)}
          isVisited={marks.visited.has(state.path)}
          isChosen={chosen === state.path}
          isTabStop={tabStop === state.path}
          step={state.step === null ? undefined : steps[state.step]}
          mostAttempts={state.step === null ? undefined : mostAttempts?.get(state.step)}
          dueAt={timers?.get(state.path)}
          onChoose={onChoose}
        />
      ))}
      {layout.ways.map((way) => (
        <ChartWay key={way.id} way={way} count={marks.gone.get(way.id) ?? 0} isLast={marks.last.has(way.id)} />
      ))}
    </>
  );
});

function Arrowheads() {
  return (
    <defs>
      {["plain", "gone", "last"].map((kind) => (
        <marker
          key={kind}
          id={`arrow-${kind}`}
          className={styles[kind]}
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0 0 L10 5 L0 10 z" />
        </marker>
      ))}
    </defs>
  );
}
