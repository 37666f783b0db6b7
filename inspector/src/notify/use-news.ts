import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "../app/context.ts";
import { client, type Ask } from "../data/client.ts";
import type { Heard } from "../data/event-socket.ts";
import { keys } from "../data/keys.ts";
import type { News } from "./news.ts";

/** What happens within it is told together. */
const BURST_MS = 500;
/** Of more ends at once nobody reads the names. */
const MOST_NAMES = 40;

type Known = Pick<News, "workflow"> & { readonly parent: string | null };

/** Tells the ends of runs that no other has started, and each request that is opened, while the page is open. */
export function useNews(tell: (news: readonly News[]) => void): void {
  const live = useLive();
  useEffect(() => {
    const ends = collectEnds(tell);
    const leave = live.onEvent((heard) => ends.hear(heard));
    return () => {
      leave();
      ends.close();
    };
  }, [live, tell]);
  useNewAsks(tell);
}

function collectEnds(tell: (news: readonly News[]) => void) {
  const known = new Map<string, Known>();
  let ended: Pick<News, "kind" | "run">[] = [];
  let timer = 0;
  const flush = async (): Promise<void> => {
    timer = 0;
    const batch = ended;
    ended = [];
    const news = await Promise.all(
      batch.map(async ({ run, kind }, index) => {
        const { workflow, parent } = await nameOf(run, known, index);
        return { run, kind, title: null, workflow, parent };
      }),
    );
    tell(news.filter(({ parent }) => parent === null));
  };
  return {
    hear({ event }: Heard): void {
      if (event.type === "run.started") known.set(event.run, { workflow: event.workflow, parent: event.parent });
      if (event.type !== "run.ended" || (event.status !== "failed" && event.status !== "succeeded")) return;
      ended.push({ run: event.run, kind: event.status });
      if (timer === 0) timer = window.setTimeout(() => void flush(), BURST_MS);
    },
    close: () => window.clearTimeout(timer),
  };
}

/** Of a run that began before the page was opened the daemon is asked; where it does not answer the run is told without its name. */
async function nameOf(run: string, known: Map<string, Known>, index: number): Promise<Known> {
  const told = known.get(run);
  known.delete(run);
  if (told !== undefined) return told;
  if (index >= MOST_NAMES) return NAMELESS;
  return client.getRun({ run }).catch(() => NAMELESS);
}

const NAMELESS: Known = { workflow: "A run", parent: null };

/** Those that were there when the page was opened are no news. */
function useNewAsks(tell: (news: readonly News[]) => void): void {
  const asks = useQuery({ queryKey: keys.asks(), queryFn: () => client.listAsks() });
  const seen = useRef<ReadonlySet<string> | null>(null);
  const items = asks.data?.items;
  useEffect(() => {
    if (items === undefined) return;
    const before = seen.current;
    seen.current = new Set(items.map(({ id }) => id));
    if (before !== null) tell(items.filter(({ id }) => !before.has(id)).map(newsOf));
  }, [items, tell]);
}

const newsOf = ({ run, workflow, title }: Ask): News => ({ kind: "asks", run, workflow, title });
