import { useId, useRef, type KeyboardEvent, type RefObject } from "react";
import { Link, useLocation } from "wouter";
import type { Ask } from "../data/client.ts";
import { visible } from "../diff/lines.ts";
import { shortRun } from "../ui/short-run.ts";
import { Ago, Until } from "../ui/time.tsx";
import { isBehindG } from "../ui/behind-g.ts";
import { isBrowsers, isTyping } from "../ui/typing.ts";
import { Answering, type Answers } from "./answering.tsx";
import { AskAbout } from "./ask-about.tsx";
import { kindOf } from "./words.ts";
import styles from "./ask-card.module.css";

interface AskCardProps {
  readonly ask: Ask;
  /** It is asked no more, and stands here a while longer. */
  readonly isGone: boolean;
}

/** One approval or question, with all that it takes to decide. Keys: `a` allows, `d` denies, Enter opens the run. */
export function AskCard({ ask, isGone }: AskCardProps) {
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const [, go] = useLocation();
  const answers = useRef<Answers>(null);
  const onKeyDown = useCardKeys(answers, () => go(`/runs/${ask.run}`));
  const { run, workflow, step, kind, title, risk = null, askedAt, expiresAt, approver = null } = ask;
  return (
    <article
      ref={card}
      className={styles["card"]}
      tabIndex={0}
      aria-labelledby={id}
      data-ask={ask.id}
      data-gone={isGone}
      onKeyDown={onKeyDown}
    >
      <header className={styles["head"]}>
        <span id={id}>
          <strong>{step}</strong> {kindOf(ask)}
        </span>
        {risk !== null && (
          <span className={styles["risk"]} data-risk={risk}>
            {risk} risk
          </span>
        )}
        <span className={styles["facts"]}>
          <Link href={`/runs/${run}`}>
            {workflow} {shortRun(run)}
          </Link>
          <Ago at={askedAt} />
          {expiresAt !== null && (
            <span className={styles["expires"]}>
              expires <Until at={expiresAt} />
            </span>
          )}
        </span>
      </header>
      <p className={styles["title"]}>{visible(title)}</p>
      {approver !== null && (
        <p className={styles["approver"]}>
          {approver.referred === null
            ? `${approver.agent} decides on this now; you may be quicker.`
            : `${approver.agent} leaves it to you: ${visible(approver.referred)}`}
        </p>
      )}
      <AskAbout ask={ask} />
      {kind === "approval" && <Link href={`/runs/${run}/changes`}>What it has changed</Link>}
      <Answering ref={answers} ask={ask} isGone={isGone} card={card} />
    </article>
  );
}

/** A letter behind `g` goes to a place, and a key that is held down decides nothing. */
function useCardKeys(answers: RefObject<Answers | null>, open: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (isTyping(event.target) || isBrowsers(event) || event.repeat || isBehindG()) return;
    const isOnCard = event.target === event.currentTarget;
    const act = {
      a: () => answers.current?.allow(),
      d: () => answers.current?.deny(),
      ...(isOnCard && { Enter: open }),
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}
