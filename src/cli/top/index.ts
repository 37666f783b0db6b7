import { constants } from "node:os";
import path from "node:path";
import type { Project } from "../../project/project.ts";
import type { Style } from "../style.ts";
import { openDashboard } from "./dashboard.ts";
import { initialState } from "./model/state.ts";
import { createPainter } from "./painter.ts";
import { openTerminal } from "./terminal/terminal.ts";

interface TopOptions {
  readonly style: Style;
  /** Told first; `null` for nothing. */
  readonly begun: string | null;
}

/** The dashboard, until somebody quits; gives the exit code. The terminal is given back whatever happens. */
export async function runTop(project: Project, { style, begun }: TopOptions): Promise<number> {
  const { promise, resolve, reject } = settledLater<number>();
  const terminal = openTerminal({
    onKey: (key) => dashboard.dispatch({ type: "key", key }),
    onResize: (size) => dashboard.dispatch({ type: "resized", size }),
    onDrain: () => painter.ask(),
    onSignal: (signal) => resolve(128 + constants.signals[signal]),
  });
  const begin = {
    ...initialState(path.basename(project.root), terminal.size()),
    ...(begun !== null && { notice: { kind: "done", text: begun } as const }),
  };
  const painter = createPainter({ terminal, style, state: () => dashboard.state(), onFault: reject });
  const dashboard = openDashboard({
    project,
    begin,
    onChange: () => painter.ask(),
    onFault: reject,
    onRequest(type) {
      if (type === "quit") resolve(0);
      else if (type === "suspend") terminal.suspend();
      else terminal.screen.forget();
    },
  });
  try {
    terminal.enter();
    return await promise;
  } finally {
    dashboard.close();
    painter.close();
    terminal.close();
  }
}

interface Settled<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** `Promise.withResolvers`, which Node 20 has not. */
function settledLater<T>(): Settled<T> {
  let settle: Omit<Settled<T>, "promise"> | null = null;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...(settle as unknown as Omit<Settled<T>, "promise">) };
}
