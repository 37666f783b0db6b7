import { useEffect, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import type { Card } from "./board.tsx";
import type { Column } from "./columns.ts";
import { EventDialog } from "./event-dialog.tsx";
import type { Move } from "./moves.ts";
import { needsWord, type Perform, type Wanted } from "./perform.ts";
import styles from "./board.module.css";

interface MoveDialogProps {
  readonly card: Card;
  /** Those to choose from; one that needs a word is asked for it at once. */
  readonly moves: readonly Move[];
  readonly columns: readonly Column[];
  readonly perform: Perform;
  readonly onClose: () => void;
}

/** Where a card can go, and by what; and what has to be said with it. */
export function MoveDialog({ card, moves, columns, perform, onClose }: MoveDialogProps) {
  const [only] = moves;
  const [chosen, setChosen] = useState<Move | null>(
    only !== undefined && moves !== card.moves && moves.length === 1 ? only : null,
  );
  const done = (wanted: Omit<Wanted, "run">): void =>
    perform.mutate({ run: card.run, ...wanted }, { onSuccess: onClose });
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  if (chosen?.act.kind === "event") return <EventDialog run={card.run} name={chosen.act.name} onClose={onClose} />;
  if (chosen !== null) return <WordDialog move={chosen} isBusy={perform.isPending} onDone={done} onClose={onClose} />;
  return (
    <Dialog title={`Move ${card.title} to…`} onClose={onClose}>
      {moves.length === 0 && <p>Nothing that a person can do moves this card now.</p>}
      <ul ref={list} className={styles["moves"]}>
        {columns.flatMap(({ id, title }) =>
          moves
            .filter(({ column }) => column === id)
            .map((move) => (
              <li key={`${id} ${move.title}`}>
                <Button
                  disabled={perform.isPending}
                  onClick={() => (needsWord(move) ? setChosen(move) : done({ move }))}
                >
                  <strong>{title}</strong> by: {move.title}
                </Button>
                {move.guard !== null && (
                  <small>
                    only if <code>{move.guard}</code>
                  </small>
                )}
              </li>
            )),
        )}
      </ul>
    </Dialog>
  );
}

interface WordProps {
  readonly move: Move;
  readonly isBusy: boolean;
  readonly onDone: (wanted: Omit<Wanted, "run">) => void;
  readonly onClose: () => void;
}

/** Why it is canceled, or denied. */
function WordDialog({ move, isBusy, onDone, onClose }: WordProps) {
  const [reason, setReason] = useState("");
  const isCancel = move.act.kind === "cancel";
  return (
    <Dialog title={isCancel ? "Cancel this run?" : "Deny?"} onClose={onClose}>
      {isCancel && <p>What is at work is stopped, and its steps of `finally` still run.</p>}
      <Field label="Reason" value={reason} onChange={setReason} />
      <Button kind="danger" disabled={isBusy} onClick={() => onDone({ move, reason })}>
        {move.title}
      </Button>
    </Dialog>
  );
}
