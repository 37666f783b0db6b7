import type { ComponentType } from "react";
import { lazyPart } from "../ui/lazy-part.ts";
import { RunChart } from "./chart/run-chart.tsx";
import { Sequence } from "./sequence/sequence.tsx";
import { StatePanel } from "./state/state-panel.tsx";
import type { RunTabProps } from "./tab.ts";
import { Timeline } from "./timeline/timeline.tsx";

interface RunTab {
  readonly id: string;
  readonly title: string;
  readonly Panel: ComponentType<RunTabProps>;
}

const ChangesTab = lazyPart(async () => (await import("./changes/changes-tab.tsx")).ChangesTab);
const Logs = lazyPart(async () => (await import("./logs/logs.tsx")).Logs);

/** In the order in which they stand. */
export const RUN_TABS: readonly RunTab[] = [
  { id: "chart", title: "Chart", Panel: RunChart },
  { id: "timeline", title: "Timeline", Panel: Timeline },
  { id: "sequence", title: "Sequence", Panel: Sequence },
  { id: "conversation", title: "Logs", Panel: Logs },
  { id: "state", title: "State", Panel: StatePanel },
  { id: "changes", title: "Changes", Panel: ChangesTab },
];
