import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "../app/context.ts";
import { client, type Ask } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { useNotices } from "../ui/notices.tsx";
import { decidedText } from "./words.ts";

/** What this window has answered: others are told of what they did not answer themselves. */
const own = new Set<string>();

interface Given {
  readonly answer: "allow" | "deny" | "reply";
  readonly comment: string;
}

/** Answers an ask. One that is gone meanwhile is refused, in the daemon's words. */
export function useAnswer({ id, title }: Ask) {
  const queries = useQueryClient();
  const notices = useNotices();
  return useAction(async ({ answer, comment }: Given) => {
    own.add(id);
    try {
      await client.answer(id, answer, comment.trim() === "" ? undefined : comment.trim());
      notices.tell({ tone: "good", text: decidedText(answer, title) });
    } catch (error) {
      own.delete(id);
      throw error;
    } finally {
      void queries.invalidateQueries({ queryKey: keys.asks() });
    }
  });
}

/** Tells of those that are asked no more and that nobody answered here: what has become of them, as far as it was heard. */
export function useGoneAsks(asks: readonly Ask[]): void {
  const live = useLive();
  const notices = useNotices();
  const decided = useRef(new Map<string, string>());
  const before = useRef(asks);
  useEffect(
    () =>
      live.onEvent(({ event }) => {
        if (event.type !== "ask.decided") return;
        const how = { allow: "was allowed", deny: "was denied", reply: "was answered" }[event.answer];
        const who = event.by === null ? " since nobody answered in time" : ` by ${event.by}`;
        decided.current.set(`${event.gen}~${event.ask}`, how + who);
      }),
    [live],
  );
  useEffect(() => {
    const now = new Set(asks.map(({ id }) => id));
    for (const { id, title } of before.current) {
      if (now.has(id) || own.has(id)) continue;
      const how = decided.current.get(id) ?? "is asked no more: it was answered elsewhere, or what asked has ended";
      notices.tell({ tone: "waiting", text: `“${title.slice(0, 80)}” ${how}.` });
      decided.current.delete(id);
    }
    before.current = asks;
  }, [asks, notices]);
}
