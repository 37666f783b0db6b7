import { useCallback, useState } from "react";
import { client } from "../../../data/client.ts";
import { Button } from "../../../ui/button.tsx";
import { Empty, Shown } from "../../../ui/notes.tsx";
import { SearchBar } from "../search-bar.tsx";
import { SearchedFor } from "../text/marked-text.tsx";
import { useSearch } from "../use-search.ts";
import { useEntries, useEntryCount } from "./entry-pages.ts";
import { EntryView } from "./entry-view.tsx";
import { useRows } from "./use-rows.ts";
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

/** However many there are, those in sight are drawn and held. */
function Entries({ run, gen, total }: ConversationProps & { readonly total: number }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const { frame, block, first, last, top, height, onScroll, onKeyDown, isFollowing, follow, show } = useRows(total);
  const entries = useEntries(run, gen, [first, last]);
  const search = useEntrySearch(gen, first, total);
  const toggle = useCallback((id: string) => setOpened((all) => toggled(all, id)), []);
  return (
    <SearchedFor value={search.marked}>
      <div className={styles["bar"]}>
        <SearchBar search={search} label="Search the conversation" onFound={show} />
        <span className={styles["soft"]}>{total.toLocaleString("en")} entries</span>
      </div>
      <div className={styles["conversation"]}>
        <div
          ref={frame}
          className={styles["frame"]}
          tabIndex={0}
          role="region"
          aria-label="Conversation"
          onScroll={onScroll}
          onKeyDown={onKeyDown}
        >
          <div style={{ height: height }} className={styles["rows"]}>
            <div ref={block} className={styles["block"]} style={{ transform: `translateY(${top}px)` }}>
              {Array.from({ length: last - first + 1 }, (_, i) => first + i).map((index) => {
                const entry = entries.get(index);
                return (
                  <div
                    key={index}
                    data-index={index}
                    className={`${styles["row"]} ${search.hit === index ? styles["found"] : ""}`}
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
