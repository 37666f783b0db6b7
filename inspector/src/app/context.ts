import { createContext, useContext } from "react";
import type { Live } from "../data/live.ts";

const LiveContext = createContext<Live | null>(null);

export const LiveProvider = LiveContext.Provider;

/** The stream of events; only below `App`. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("there is no stream of events here");
  return live;
}
