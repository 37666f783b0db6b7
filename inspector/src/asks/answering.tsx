import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ComponentProps,
  type FormEvent,
  type Ref,
  type RefObject,
} from "react";
import type { Ask } from "../data/client.ts";
import { visible } from "../diff/lines.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { useAnswer } from "./answered.ts";
import { useSteady } from "./steady.ts";
import styles from "./ask-card.module.css";

/** What keys do with a card. */
export interface Answers {
  readonly allow: () => void;
  /** Asks for the reason first. */
  readonly deny: () => void;
}

interface AnsweringProps {
  readonly ask: Ask;
  readonly isGone: boolean;
  readonly card: RefObject<HTMLElement | null>;
  readonly ref: Ref<Answers>;
}

/** The ways to answer: allow or deny, or a question's choices and words. */
export function Answering({ ask, isGone, card, ref }: AnsweringProps) {
  const [isDenying, setDenying] = useState(false);
  const answer = useAnswer(ask);
  // It is drawn as pending only a moment after: a second key may be quicker.
  const isGiven = useRef(false);
  const isQuestion = ask.kind === "question";
  const said = answer.isSuccess ? SAID[answer.variables.answer] : isGone ? "It is asked no more." : null;
  const taking: Taking = { isOver: answer.isPending || said !== null, isSteady: useSteady(card), said };
  const give = (given: typeof answer.variables): void => {
    if (taking.isOver || isGiven.current || given === undefined) return;
    isGiven.current = true;
    answer.mutate(given, { onError: () => (isGiven.current = false) });
  };
  const allow = (): void => give({ answer: "allow", comment: "" });
  const deny = (): void => setDenying((was) => was || !taking.isOver);
  useImperativeHandle(ref, () => ({
    allow: () => (isQuestion ? undefined : allow()),
    deny: () => (isQuestion ? undefined : deny()),
  }));
  useEffect(() => {
    // Who writes on would write in what is over.
    if (said !== null && card.current?.contains(document.activeElement) === true) card.current.focus();
  }, [said, card]);
  if (isQuestion)
    return (
      <Reply choices={ask.choices ?? []} taking={taking} onReply={(comment) => give({ answer: "reply", comment })} />
    );
  if (isDenying)
    return (
      <Deny taking={taking} onDeny={(comment) => give({ answer: "deny", comment })} onBack={() => setDenying(false)} />
    );
  return (
    <div className={styles["answers"]}>
      <AnswerButton kind="main" taking={taking} onPress={allow}>
        Allow <kbd aria-hidden="true">a</kbd>
      </AnswerButton>
      <AnswerButton kind="danger" taking={taking} onPress={deny}>
        Deny… <kbd aria-hidden="true">d</kbd>
      </AnswerButton>
      <Said {...taking} />
    </div>
  );
}

const SAID = { allow: "Allowed.", deny: "Denied.", reply: "Answered." } as const;

/** Whether an answer is taken now. */
interface Taking {
  /** It is being given, or was, or is wanted no more. */
  readonly isOver: boolean;
  readonly isSteady: boolean;
  /** What has become of it. */
  readonly said: string | null;
}

/** Stands beside the buttons, so that nothing moves. */
const Said = ({ said }: Taking) => (
  <span role="status" className={styles["said"]}>
    {said}
  </span>
);

interface AnswerButtonProps extends ComponentProps<typeof Button> {
  readonly taking: Taking;
  readonly onPress?: () => void;
}

/** Takes a first click, on a card that stands; keys reach what has the focus, wherever it stands. The focus stays where it is. */
function AnswerButton({ taking: { isOver, isSteady }, onPress, ...rest }: AnswerButtonProps) {
  return (
    <Button
      {...rest}
      aria-disabled={isOver || !isSteady}
      onClick={(event) => {
        const isMeant = event.detail === 0 || (event.detail === 1 && isSteady);
        if (isOver || !isMeant) event.preventDefault();
        else onPress?.();
      }}
    />
  );
}

interface DenyProps {
  readonly taking: Taking;
  readonly onDeny: (reason: string) => void;
  readonly onBack: () => void;
}

function Deny({ taking, onDeny, onBack }: DenyProps) {
  const [reason, setReason] = useState("");
  return (
    <form
      className={styles["form"]}
      ref={taking.isOver ? null : focusField}
      onSubmit={submitting(() => onDeny(reason))}
      onKeyDown={(event) => event.key === "Escape" && !taking.isOver && onBack()}
    >
      <Field label="Why not?" value={reason} onChange={setReason} note="For the record, and for the agent to read." />
      <div className={styles["answers"]}>
        <AnswerButton type="submit" kind="danger" taking={taking}>
          Deny
        </AnswerButton>
        <AnswerButton taking={taking} onPress={onBack}>
          Back
        </AnswerButton>
        <Said {...taking} />
      </div>
    </form>
  );
}

interface ReplyProps {
  readonly choices: readonly string[];
  readonly taking: Taking;
  readonly onReply: (words: string) => void;
}

function Reply({ choices, taking, onReply }: ReplyProps) {
  const [words, setWords] = useState("");
  return (
    <form className={styles["form"]} onSubmit={submitting(() => onReply(words))}>
      {choices.length > 0 && (
        <div className={styles["answers"]} role="group" aria-label="Choices">
          {choices.map((choice) => (
            <AnswerButton key={choice} taking={taking} onPress={() => onReply(choice)}>
              {visible(choice)}
            </AnswerButton>
          ))}
        </div>
      )}
      <Field label={choices.length > 0 ? "Or in words" : "Answer"} value={words} onChange={setWords} lines={3} />
      <div className={styles["answers"]}>
        <AnswerButton type="submit" kind="main" disabled={words.trim() === ""} taking={taking}>
          Answer
        </AnswerButton>
        <Said {...taking} />
      </div>
    </form>
  );
}

const submitting =
  (act: () => void) =>
  (event: FormEvent): void => {
    event.preventDefault();
    act();
  };

/** When the form appears, also when the page comes back from elsewhere: whoever pressed a key goes on typing. */
const focusField = (form: HTMLFormElement | null): void => form?.querySelector("input")?.focus();
