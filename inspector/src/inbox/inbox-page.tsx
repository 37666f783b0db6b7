import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { useGoneAsks } from "../asks/answered.ts";
import { AskCard } from "../asks/ask-card.tsx";
import { useStanding } from "../asks/standing.ts";
import { client, type Ask } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Empty, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { isBrowsers, isTyping } from "../ui/typing.ts";
import styles from "./inbox-page.module.css";

/** Approvals and questions of all runs, the oldest first. */
export function InboxPage() {
  const asks = useQuery({ queryKey: keys.asks(), queryFn: () => client.listAsks() });
  return (
    <Page title="Inbox">
      <Shown of={asks} what="what waits for you">
        {({ items }) => <Asks asks={items} />}
      </Shown>
    </Page>
  );
}

function Asks({ asks }: { readonly asks: readonly Ask[] }) {
  const list = useRef<HTMLDivElement>(null);
  useGoneAsks(asks);
  useWalk(list);
  const standing = useStanding(asks);
  if (standing.length === 0)
    return (
      <Empty title="Nobody waits for you.">
        <p>What agents and workflows ask comes up here.</p>
      </Empty>
    );
  return (
    <>
      <p className={styles["keys"]}>
        <kbd>j</kbd> <kbd>k</kbd> next, previous · <kbd>a</kbd> allow · <kbd>d</kbd> deny · <kbd>Enter</kbd> the run
      </p>
      <div ref={list} className={styles["list"]}>
        {standing.map(({ ask, isGone }) => (
          <AskCard key={ask.id} ask={ask} isGone={isGone} />
        ))}
      </div>
    </>
  );
}

/**
 * `j` and `k` go from card to card, wherever the focus is. Behind a card that has gone the one comes that took its place, or the last.
 * As a layout effect: the keys are there as soon as the cards are, and not while another page is on its way.
 */
function useWalk(list: React.RefObject<HTMLDivElement | null>): void {
  const at = useRef(-1);
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const by = { j: 1, k: -1 }[event.key];
      if (by === undefined || isTyping(event.target) || isBrowsers(event)) return;
      const cards = [...(list.current?.querySelectorAll<HTMLElement>("[data-ask]") ?? [])];
      const now = cards.findIndex((card) => card.contains(document.activeElement));
      const lost = Math.min(at.current, cards.length - 1);
      const from = now === -1 ? (by === 1 ? lost - 1 : lost) : now;
      const ahead = by === 1 ? cards.slice(Math.max(0, from + by)) : cards.slice(0, Math.max(0, from)).toReversed();
      const next = ahead.find((card) => card.dataset["gone"] === "false");
      if (next === undefined) return;
      at.current = cards.indexOf(next);
      next.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [list]);
}
