import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { client } from "../../../data/client.ts";
import { Button } from "../../../ui/button.tsx";
import { Empty, Shown } from "../../../ui/notes.tsx";
import { SearchBar } from "../search-bar.tsx";
import { SearchedFor } from "../text/marked-text.tsx";
import { useSearch } from "../use-search.ts";
import { useEntries, useEntryCount } from "./entry-pages.ts";
import { EntryView } from "./entry-view.tsx";
import styles from "./entries.module.css";

interface ConversationProps {
  readonly run: string;
  readonly gen: string;
}

/** What an agent was told, said and did. */
export function Conversation({ run, gen }: ConversationProps) {
  const count = useEntryCount(run, gen);
  return (
    <Shown of={count} what="the conversation">
      {({ total, isEnded }) =>
        total === 0 ? (
          <Empty title={isEnded ? "Nothing was said." : "Nothing was said yet."} />
        ) : (
          <Entries run={run} gen={gen} total={total} />
        )
      }
    </Shown>
  );
}

/** Pixels. */
const ESTIMATE = 56;
const NEAR_END = 40;

/** However many there are, those in sight are drawn and held. */
function Entries({ run, gen, total }: ConversationProps & { readonly total: number }) {
  const frame = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => ESTIMATE,
    overscan: 6,
  });
  const shown = rows.getVirtualItems();
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  const entries = useEntries(run, gen, [first, last]);
  const { isFollowing, follow, leave } = useFollowing(frame, rows, total);
  const search = useEntrySearch(gen, first, total);
  const toggle = useCallback((id: string) => setOpened((all) => toggled(all, id)), []);
  return (
    <SearchedFor value={search.marked}>
      <div className={styles["bar"]}>
        <SearchBar
          search={search}
          label="Search the conversation"
          onFound={(hit) => {
            leave();
            rows.scrollToIndex(hit, { align: "center" });
          }}
        />
        <span className={styles["soft"]}>{total.toLocaleString("en")} entries</span>
      </div>
      <div className={styles["conversation"]}>
        <div ref={frame} className={styles["frame"]} tabIndex={0} role="region" aria-label="Conversation">
          <div style={{ height: rows.getTotalSize() }} className={styles["rows"]}>
            {shown.map(({ index, start }) => {
              const entry = entries.get(index);
              return (
                <div
                  key={index}
                  ref={rows.measureElement}
                  data-index={index}
                  className={`${styles["row"]} ${search.hit === index ? styles["found"] : ""}`}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {entry === undefined ? (
                    <div className={styles["coming"]}>…</div>
                  ) : (
                    <EntryView
                      entry={entry}
                      isOpen={opened.has(entry.id) !== (search.hit === index)}
                      onToggle={toggle}
                    />
                  )}
                </div>
              );
            })}
          </div>
        </div>
        {!isFollowing && (
          <Button small className={styles["newest"] ?? ""} onClick={follow}>
            Jump to the newest
          </Button>
        )}
      </div>
    </SearchedFor>
  );
}

function toggled(all: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(all);
  if (!next.delete(id)) next.add(id);
  return next;
}

const useEntrySearch = (gen: string, first: number, total: number) =>
  useSearch({
    begin: () => first,
    last: total,
    async find({ text, at, isBackward, signal }) {
      const from = isBackward ? Math.min(at, total) - 1 : at;
      if (from < 0) return { hit: null, next: null };
      const { hits, next } = await client.searchEntries(
        { gen, q: text, from, backward: isBackward, limit: 1 },
        { signal },
      );
      return { hit: hits[0] ?? null, next: next === null ? null : isBackward ? next + 1 : next };
    },
  });

type Rows = Virtualizer<HTMLDivElement, Element>;

/** The end stays in sight until one scrolls away from it. */
function useFollowing(frame: RefObject<HTMLDivElement | null>, rows: Rows, total: number) {
  const [isFollowing, setFollowing] = useState(true);
  const height = rows.getTotalSize();
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    // What the page scrolls itself is no wish; only where it goes up, somebody has done it.
    let before = element.scrollTop;
    const onScroll = (): void => {
      const isUp = element.scrollTop < before - 1;
      before = element.scrollTop;
      if (isAtEnd(element)) setFollowing(true);
      else if (isUp) setFollowing(false);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [frame]);
  useEffect(() => {
    if (isFollowing) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [frame, isFollowing, height, total]);
  return {
    isFollowing,
    follow: () => setFollowing(true),
    leave: () => setFollowing(false),
  };
}

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight < NEAR_END;
