import { memo, type KeyboardEvent } from "react";
import type { Step } from "../data/client.ts";
import { durationText, useNow } from "../ui/time.tsx";
import type { LaidState } from "./shape.ts";
import styles from "./chart.module.css";

interface ChartStateProps {
  readonly state: LaidState;
  readonly isActive: boolean;
  readonly isVisited: boolean;
  readonly isChosen: boolean;
  /** Tab comes to it; to others arrow keys go. */
  readonly isTabStop: boolean;
  readonly step: Step | undefined;
  /** In a visit; nothing where that is not known. */
  readonly mostAttempts: number | undefined;
  readonly dueAt: number | undefined;
  readonly onChoose: ((path: string | null) => void) | undefined;
}

export const ChartState = memo(function ChartState(props: ChartStateProps) {
  const { state, isActive, isVisited, isChosen, isTabStop, step, onChoose } = props;
  const { path, type, x, y, width, height } = state;
  const looks = [
    styles["state"],
    styles[type],
    isVisited ? styles["visited"] : "",
    isActive ? styles["active"] : "",
    isChosen ? styles["chosen"] : "",
    step === undefined ? "" : styles[`step-${step.status}`],
    state.isReachable ? "" : styles["unreachable"],
  ];
  const choose = (): void => onChoose?.(path);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose();
  };
  return (
    <g
      className={looks.join(" ")}
      transform={`translate(${x} ${y})`}
      role="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-pressed={isChosen}
      data-path={path}
      data-active={isActive}
      data-visited={isVisited}
      onClick={(event) => {
        event.stopPropagation();
        choose();
      }}
      onKeyDown={onKeyDown}
    >
      <title>{labelOf(props)}</title>
      <rect width={width} height={height} rx={type === "final" ? Math.min(width, height) / 2 : 8} />
      {state.isInitial && <circle className={styles["initial"]} cx={10} cy={0} r={4} />}
      {type === "history" ? (
        <text className={styles["name"]} x={width / 2} y={height / 2 + 4} textAnchor="middle">
          H
        </text>
      ) : (
        <Texts {...props} />
      )}
      {state.type === "final" && (
        <rect
          className={styles["inner"]}
          x={3}
          y={3}
          width={width - 6}
          height={height - 6}
          rx={Math.min(width, height) / 2 - 3}
        />
      )}
    </g>
  );
});

function Texts({ state, step, mostAttempts, dueAt }: ChartStateProps) {
  const { type, key, verb, description, width, height } = state;
  if (type === "final")
    return (
      <text className={styles["name"]} x={width / 2} y={height / 2 + 4} textAnchor="middle">
        {cut(key, width - 16, NAME_LETTER)}
      </text>
    );
  const second = verb ?? description;
  return (
    <>
      <text className={styles["name"]} x={12} y={19}>
        {cut(key, width - 20, NAME_LETTER)}
      </text>
      {second !== null && type === "atomic" && (
        <text className={styles["verb"]} x={12} y={35}>
          {cut(second, width - 24, SMALL_LETTER)}
        </text>
      )}
      <Badges
        step={step}
        mostAttempts={mostAttempts}
        dueAt={dueAt}
        width={width}
        rows={type === "atomic" ? [height - 8, height - 21] : [19, 33]}
      />
    </>
  );
}

interface BadgesProps {
  readonly step: Step | undefined;
  readonly mostAttempts: number | undefined;
  readonly dueAt: number | undefined;
  readonly width: number;
  /** Where there is room for one, and for another. */
  readonly rows: readonly [number, number];
}

/** Attempts within the visit and visits, and the time that is left: both are too wide for one row. */
function Badges({ step, mostAttempts = 1, dueAt, width, rows: [first, second] }: BadgesProps) {
  const x = width - 10;
  const texts = [
    ...(step !== undefined && areTold(step, mostAttempts) ? [attemptsText(step, mostAttempts)] : []),
    ...(step !== undefined && step.visits > 1 ? [`× ${step.visits}`] : []),
  ];
  return (
    <text className={styles["badge"]} textAnchor="end">
      {dueAt !== undefined && <Countdown at={dueAt} x={x} y={first} room={width - SIDES} />}
      {texts.length > 0 && (
        <tspan x={x} y={dueAt === undefined ? first : second}>
          {texts.join("  ")}
        </tspan>
      )}
    </text>
  );
}

/** The first attempt is told of where it may not be the last. */
const areTold = ({ attempts, status }: Step, most: number): boolean =>
  attempts > 1 || (attempts === 1 && most > 1 && status !== "succeeded");

const attemptsText = ({ attempts }: Step, most: number): string =>
  attempts <= most && most > 1 ? `attempt ${attempts} of ${most}` : `attempt ${attempts}`;

interface CountdownProps {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly room: number;
}

function Countdown({ at, x, y, room }: CountdownProps) {
  const left = at - useNow();
  return (
    <tspan className={styles["timer"]} x={x} y={y}>
      {left <= 0 ? "due" : signed(durationText(Math.ceil(left / 1000) * 1000), room)}
    </tspan>
  );
}

/** A long time in a narrow state stands without its sign. */
const signed = (time: string, room: number): string => ((time.length + 2) * BOLD_LETTER > room ? time : `◷ ${time}`);

const [SIDES, BOLD_LETTER] = [12, 7.4];

/** Widths in pixels of the letters that names, and what stands below them, are written in. */
const [NAME_LETTER, SMALL_LETTER] = [7.6, 6.2];

const cut = (text: string, width: number, letter: number): string => {
  const most = Math.max(3, Math.floor(width / letter));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
};

function labelOf({ state, isActive, isVisited, step }: ChartStateProps): string {
  const parts = [
    state.key,
    state.type === "atomic" ? "" : state.type,
    state.verb ?? "",
    step === undefined ? "" : step.status,
    isActive ? "active" : isVisited ? "visited" : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
