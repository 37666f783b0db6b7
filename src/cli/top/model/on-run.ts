import { isFinal } from "../../../core/run.ts";
import { PLAIN } from "../../style.ts";
import type { Key } from "../terminal/keys.ts";
import { detailsRows } from "../views/details-rows.ts";
import type { Updated } from "./actions.ts";
import { cursorAt, indexIn, movedTo } from "./cursor.ts";
import { askPage, logPage, runPage } from "./open.ts";
import { promptFor, type About } from "./prompt.ts";
import { runItems, type RunItem } from "./run-items.ts";
import { scrolledBy } from "./scroll.ts";
import { bodyRows, closed, opened, RUN_PANES, withPage, type RunPage, type State } from "./state.ts";

const same = (state: State): Updated<State> => ({ state, requests: [] });

export function onRunKey(state: State, page: RunPage, key: Key): Updated<State> {
  if (key === "tab") return same(withPage(state, { ...page, pane: paneBeside(page, 1) }));
  if (key === "shift-tab") return same(withPage(state, { ...page, pane: paneBeside(page, -1) }));
  if (key === "left" || key === "h") return same(closed(state));
  return onPaneKey(state, page, key) ?? onSteeringKey(state, page, key);
}

function paneBeside({ pane }: RunPage, by: number): RunPage["pane"] {
  const at = (RUN_PANES.indexOf(pane) + by + RUN_PANES.length) % RUN_PANES.length;
  return RUN_PANES[at] ?? "steps";
}

function onPaneKey(state: State, page: RunPage, key: Key): Updated<State> | null {
  const height = bodyRows(state.size);
  switch (page.pane) {
    case "steps":
      return onStepsKey(state, page, key);
    case "events": {
      const eventsScroll = scrolledBy(key, page.eventsScroll, { total: page.events.length, height });
      return eventsScroll === null ? null : same(withPage(state, { ...page, eventsScroll }));
    }
    case "details": {
      const look = { width: state.size.columns - 1, style: PLAIN };
      const total = page.view === null ? 0 : detailsRows(page.view, look).length;
      const detailsScroll = scrolledBy(key, page.detailsScroll, { total, height });
      return detailsScroll === null ? null : same(withPage(state, { ...page, detailsScroll }));
    }
  }
}

function onStepsKey(state: State, page: RunPage, key: Key): Updated<State> | null {
  const items = runItems(state, page);
  const keys = items.map((item) => item.key);
  const index = indexIn(page.steps, keys);
  const moved = movedTo(key, index, { length: keys.length, height: bodyRows(state.size) });
  if (moved !== null) return same(withPage(state, { ...page, steps: cursorAt(keys, moved) }));
  const item = items[index];
  if (item === undefined || (key !== "enter" && key !== "right" && key !== "l")) return null;
  return same(openedItem(state, page, item));
}

function openedItem(state: State, page: RunPage, item: RunItem): State {
  switch (item.is) {
    case "ask":
      return opened(state, askPage(item.ask));
    case "child":
      return opened(state, runPage(item.run));
    case "step":
      return item.record === null ? state : opened(state, logPage(page.run, item.step));
    case "wait":
    case "message":
      return state;
  }
}

function onSteeringKey(state: State, page: RunPage, key: Key): Updated<State> {
  if (key !== "a") return same(askingFirst(state, page, key));
  const [first] = page.view?.asks ?? [];
  return same(first === undefined ? state : opened(state, askPage(first)));
}

/** What is open can be told something and canceled, what is over can be tried again. */
function askingFirst(state: State, { run, view }: RunPage, key: Key): State {
  if (view === null) return state;
  const isOver = isFinal(view.status);
  const ask = (about: About): State => ({ ...state, prompt: promptFor(about) });
  if (isOver) return key === "R" ? ask({ for: "retry", run }) : state;
  if (key === "m") return ask({ for: "message", run, step: null });
  return key === "c" ? ask({ for: "cancel", run }) : state;
}
