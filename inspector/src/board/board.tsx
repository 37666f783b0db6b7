import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { Link } from "wouter";
import { Button } from "../ui/button.tsx";
import { shortRun } from "../ui/short-run.ts";
import type { Column } from "./columns.ts";
import { MoveDialog } from "./move-dialog.tsx";
import type { Move } from "./moves.ts";
import { needsWord, usePerform } from "./perform.ts";
import { useUnderWay } from "./under-way.ts";
import styles from "./board.module.css";

export interface Card {
  readonly run: string;
  readonly column: string;
  readonly title: string;
  /** Below the title. */
  readonly note: ReactNode;
  readonly moves: readonly Move[];
}

interface BoardProps {
  readonly columns: readonly (Column & { readonly more?: ReactNode })[];
  readonly cards: readonly Card[];
}

/** Cards in columns. A card goes where something leads that is possible now: by mouse, or by its menu. */
export function Board({ columns, cards }: BoardProps) {
  const [held, setHeld] = useState<Card | null>(null);
  // As it is by now. One that goes on while it is held is let go: it is drawn elsewhere, and nothing tells the end of such a drag.
  const dragged = cards.find(({ run, column }) => run === held?.run && column === held.column) ?? null;
  const [asked, setAsked] = useState<Asked | null>(null);
  const perform = usePerform();
  const underWay = useUnderWay();
  const board = useRef<HTMLDivElement>(null);
  const followed = useFollowed(board, columns, cards);
  const move = (card: Card, moves: readonly Move[]): void => {
    const [only] = moves;
    if (only !== undefined && moves.length === 1 && !needsWord(only)) {
      if (!underWay.begin(card)) return;
      perform.mutateAsync({ run: card.run, move: only }).then(
        () => underWay.end(card, true),
        () => underWay.end(card, false),
      );
    } else setAsked({ card, moves });
    followed.follow(card);
  };
  const openMenu = (card: Card): void => {
    setAsked({ card, moves: card.moves });
    followed.follow(card);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = event.target instanceof HTMLElement ? event.target.dataset["card"] : undefined;
    const card = cards.find(({ run }) => run === at);
    if (card === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "m" || event.key === " ") openMenu(card);
    else if (!step(board.current, event.key)) return;
    event.preventDefault();
  };
  return (
    <>
      <p className={styles["hint"]}>
        Drag a card to move it, or press <kbd>m</kbd> on it; the arrow keys go from card to card.
      </p>
      <p role="status" className={styles["told"]}>
        {dragged === null
          ? followed.told
          : `${dragged.title} can go to: ${titlesOf(columns, dragged).join(", ") || "no other column"}`}
      </p>
      <div ref={board} className={styles["board"]} onKeyDown={onKeyDown}>
        {columns.map((column) => (
          <ColumnView
            key={column.id}
            column={column}
            cards={cards.filter((card) => card.column === column.id)}
            dragged={dragged}
            onDrag={setHeld}
            onMove={move}
            onMenu={openMenu}
          />
        ))}
      </div>
      {asked !== null && (
        <MoveDialog {...asNow(asked, cards)} columns={columns} perform={perform} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

interface Asked {
  readonly card: Card;
  readonly moves: readonly Move[];
}

/** A card can go on while its menu is open: then other moves are possible, or none. */
function asNow(asked: Asked, cards: readonly Card[]): Asked {
  const card = cards.find(({ run }) => run === asked.card.run);
  return card === undefined || asked.moves !== asked.card.moves ? asked : { card, moves: card.moves };
}

const titlesOf = (columns: readonly Column[], { moves }: Card): readonly string[] =>
  columns.flatMap(({ id, title }) => (moves.some(({ column }) => column === id) ? [title] : []));

/** The card that was moved last: it is told where it has come to, and it keeps the focus that it had. */
function useFollowed(board: RefObject<HTMLElement | null>, columns: readonly Column[], cards: readonly Card[]) {
  const [followed, setFollowed] = useState<Card | null>(null);
  const now = cards.find(({ run }) => run === followed?.run);
  const hasMoved = followed !== null && now !== undefined && now.column !== followed.column;
  useEffect(() => {
    if (hasMoved && document.activeElement === document.body)
      board.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(now.run)}"]`)?.focus();
  }, [board, hasMoved, now]);
  const title = columns.find(({ id }) => id === now?.column)?.title;
  return { follow: setFollowed, told: hasMoved && title !== undefined ? `${now.title} is now in ${title}.` : null };
}

/** Puts the focus on a card beside, or of the next column that has any. */
function step(board: HTMLElement | null, key: string): boolean {
  const lists = [...(board?.querySelectorAll("ul") ?? [])].map((list) =>
    Array.from(list.querySelectorAll<HTMLElement>("[data-card]")),
  );
  const column = lists.findIndex((list) => list.some((card) => card === document.activeElement));
  const row = lists[column]?.findIndex((card) => card === document.activeElement) ?? -1;
  const others = key === "ArrowRight" ? lists.slice(column + 1) : lists.slice(0, Math.max(0, column)).toReversed();
  const beside = others.find((list) => list.length > 0);
  const target: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowDown: lists[column]?.[row + 1],
    ArrowUp: lists[column]?.[row - 1],
    ArrowRight: beside?.[Math.min(row, beside.length - 1)],
    ArrowLeft: beside?.[Math.min(row, beside.length - 1)],
  };
  if (!(key in target)) return false;
  target[key]?.focus();
  return true;
}

interface ColumnProps {
  readonly column: Column & { readonly more?: ReactNode };
  readonly cards: readonly Card[];
  readonly dragged: Card | null;
  readonly onDrag: (card: Card | null) => void;
  readonly onMove: (card: Card, moves: readonly Move[]) => void;
  readonly onMenu: (card: Card) => void;
}

function ColumnView({ column: { id, title, more }, cards, dragged, onDrag, onMove, onMenu }: ColumnProps) {
  const [isOver, setOver] = useState(false);
  const moves = dragged?.moves.filter((move) => move.column === id) ?? [];
  const takes = dragged !== null && moves.length > 0;
  const looks = dragged === null || dragged.column === id ? "" : takes ? (isOver ? "over" : "takes") : "refuses";
  const onDragOver = (event: DragEvent): void => {
    if (!takes) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    setOver(true);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (dragged !== null && takes) onMove(dragged, moves);
    onDrag(null);
  };
  return (
    <section
      aria-label={title}
      data-column={id}
      data-drag={looks}
      className={`${styles["column"]} ${styles[looks] ?? ""} ${cards.length === 0 ? styles["empty"] : ""}`}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <h2>
        {title} <small>{cards.length}</small>
      </h2>
      <ul>
        {cards.map((card) => (
          <CardView key={card.run} card={card} onDrag={onDrag} onMenu={onMenu} />
        ))}
      </ul>
      {more}
    </section>
  );
}

function CardView({ card, onDrag, onMenu }: Pick<ColumnProps, "onDrag" | "onMenu"> & { readonly card: Card }) {
  const { run, title, note, moves } = card;
  return (
    <li
      className={styles["card"]}
      draggable={moves.length > 0}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", run);
        onDrag(card);
      }}
      onDragEnd={() => onDrag(null)}
    >
      <div className={styles["title"]}>
        <Link href={`/runs/${run}`} data-card={run} draggable={false} aria-keyshortcuts="m">
          {title} <code>{shortRun(run)}</code>
        </Link>
        {moves.length > 0 && (
          <Button kind="quiet" small aria-label={`Move ${title} ${shortRun(run)}`} onClick={() => onMenu(card)}>
            ⇄
          </Button>
        )}
      </div>
      <div className={styles["note"]}>{note}</div>
    </li>
  );
}
