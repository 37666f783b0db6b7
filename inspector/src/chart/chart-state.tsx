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
  readonly step: Step | undefined;
  readonly dueAt: number | undefined;
  readonly onChoose: ((path: string | null) => void) | undefined;
}

export const ChartState = memo(function ChartState(props: ChartStateProps) {
  const { state, isActive, isVisited, isChosen, step, onChoose } = props;
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
      tabIndex={0}
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

function Texts({ state, step, dueAt }: ChartStateProps) {
  const { type, key, verb, description, width, height } = state;
  if (type === "final")
    return (
      <text className={styles["name"]} x={width / 2} y={height / 2 + 4} textAnchor="middle">
        {key}
      </text>
    );
  const second = verb ?? description;
  return (
    <>
      <text className={styles["name"]} x={12} y={19}>
        {key}
      </text>
      {second !== null && type === "atomic" && (
        <text className={styles["verb"]} x={12} y={35}>
          {cut(second, width - 24)}
        </text>
      )}
      <Badges step={step} dueAt={dueAt} y={type === "atomic" ? height - 8 : 19} width={width} />
    </>
  );
}

/** Attempts within the visit, visits, and the time that is left, from the right. */
function Badges({
  step,
  dueAt,
  y,
  width,
}: {
  step: Step | undefined;
  dueAt: number | undefined;
  y: number;
  width: number;
}) {
  const texts = [
    ...(step !== undefined && step.attempts > 1 ? [`attempt ${step.attempts}`] : []),
    ...(step !== undefined && step.visits > 1 ? [`× ${step.visits}`] : []),
  ];
  return (
    <text className={styles["badge"]} x={width - 10} y={y} textAnchor="end">
      {texts.join("  ")}
      {dueAt !== undefined && <Countdown at={dueAt} />}
    </text>
  );
}

function Countdown({ at }: { readonly at: number }) {
  const left = at - useNow();
  return (
    <tspan className={styles["timer"]}>
      {left <= 0 ? " due" : ` ⏱ ${durationText(Math.ceil(left / 1000) * 1000)}`}
    </tspan>
  );
}

const PER_CHARACTER = 6.2;
const cut = (text: string, width: number): string => {
  const most = Math.max(3, Math.floor(width / PER_CHARACTER));
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
