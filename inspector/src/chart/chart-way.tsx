import { memo } from "react";
import type { LaidWay, Point } from "./shape.ts";
import styles from "./chart.module.css";

interface ChartWayProps {
  readonly way: LaidWay;
  /** How often it was gone. */
  readonly count: number;
  /** It was gone last. */
  readonly isLast: boolean;
}

export const ChartWay = memo(function ChartWay({ way, count, isLast }: ChartWayProps) {
  const { id, points, labelAt, kind, text } = way;
  if (points.length < 2) return null;
  const looks = isLast ? "last" : count > 0 ? "gone" : "plain";
  return (
    <g
      className={`${styles["way"]} ${styles[`way-${looks}`]} ${styles[`kind-${kind}`]}`}
      data-way={id}
      data-count={count}
      data-last={isLast}
    >
      <title>{`${way.from} → ${way.to ?? way.from}: ${text === "" ? kind : text}${count > 0 ? `, gone ${count} times` : ""}`}</title>
      <path d={lineThrough(points)} markerEnd={`url(#arrow-${looks})`} />
      {labelAt !== null && text !== "" && (
        <text x={labelAt.x + labelAt.width / 2} y={labelAt.y + labelAt.height - 4} textAnchor="middle">
          {text}
        </text>
      )}
    </g>
  );
});

const ROUND = 6;

/** Straight pieces with rounded corners. */
function lineThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${first.x} ${first.y}`;
  rest.forEach((corner, i) => {
    const before = points[i] ?? first;
    const after = rest[i + 1];
    if (after === undefined) {
      path += `L${corner.x} ${corner.y}`;
      return;
    }
    const [from, to] = [towards(corner, before), towards(corner, after)];
    path += `L${from.x} ${from.y}Q${corner.x} ${corner.y} ${to.x} ${to.y}`;
  });
  return path;
}

function towards(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const part = length === 0 ? 0 : Math.min(ROUND, length / 2) / length;
  return { x: from.x + dx * part, y: from.y + dy * part };
}
