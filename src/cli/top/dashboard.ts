import type { EngineEvent } from "../../core/events.ts";
import { callDaemon } from "../../daemon/call.ts";
import { daemonPort } from "../../daemon/daemon-port.ts";
import { openStream } from "../../daemon/hear.ts";
import type { Project } from "../../project/project.ts";
import { createFeed } from "./daemon/feed.ts";
import { openLine } from "./daemon/line.ts";
import { isSteering, performed } from "./daemon/requests.ts";
import { resourcesFor } from "./daemon/resources.ts";
import type { Action, Request, Steering } from "./model/actions.ts";
import type { Link, State } from "./model/state.ts";
import { update } from "./model/update.ts";

export interface DashboardOptions {
  readonly project: Project;
  readonly begin: State;
  /** The state is another. */
  readonly onChange: () => void;
  /** What only the terminal can do. */
  readonly onRequest: (type: "quit" | "suspend" | "reload") => void;
  /** A fault of ours: there is no way on. */
  readonly onFault: (error: unknown) => void;
}

/** The state with what changes it: keys from one side, the daemon from the other. */
export interface Dashboard {
  state(): State;
  dispatch(action: Action): void;
  close(): void;
}

/** Opens the line to the daemon, and goes on until it is closed. */
export function openDashboard({ project, begin, onChange, onRequest, onFault }: DashboardOptions): Dashboard {
  let state = begin;
  let isClosed = false;
  const port = daemonPort(project);

  /** The one way in which anything changes. */
  const dispatch = (action: Action): void => {
    if (isClosed) return;
    try {
      const updated = update(state, action);
      ({ state } = updated);
      feed.want(resourcesFor(state));
      for (const request of updated.requests) perform(request);
      onChange();
    } catch (error) {
      onFault(error);
    }
  };
  const perform = (request: Request): void => {
    if (isSteering(request)) return steer(request);
    if (request.type === "start") return line.start();
    if (request.type === "reload") feed.renew();
    onRequest(request.type);
  };
  const steer = (request: Steering): void => {
    dispatch({ type: "notice", notice: { kind: "going", text: "Asking the daemon …" } });
    performed(request, port).then((notice) => dispatch({ type: "notice", notice }), onFault);
  };
  const feed = createFeed(
    {
      get: (path) => callDaemon(project, { method: "GET", path }),
      listen: (path, take) => openStream(project, path, take),
    },
    dispatch,
  );
  const events = gatherEvents((gathered) => {
    dispatch({ type: "events", events: gathered });
    feed.touch(gathered);
  });
  const onLink = (link: Link): void => {
    // What was missed is asked for again.
    if (link.is === "up") feed.renew();
    else feed.pause();
    dispatch({ type: "link", link });
  };
  feed.pause();
  const line = openLine({ project, take: (event) => events.take(event), onLink });
  line.ended.catch(onFault);

  return {
    state: () => state,
    dispatch,
    close() {
      isClosed = true;
      events.close();
      line.close();
      feed.close();
    },
  };
}

/** Events that come in this time are taken together, and looked at once. Milliseconds. */
const GATHER_MS = 60;

interface Gathering {
  take(event: EngineEvent): void;
  close(): void;
}

/** A thousand events a second change the screen a few times. */
function gatherEvents(give: (events: readonly EngineEvent[]) => void): Gathering {
  let gathered: EngineEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    const given = gathered;
    gathered = [];
    give(given);
  };
  return {
    take(event) {
      gathered.push(event);
      timer ??= setTimeout(flush, GATHER_MS);
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
