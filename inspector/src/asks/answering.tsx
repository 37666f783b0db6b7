import { useImperativeHandle, useState, type FormEvent, type Ref } from "react";
import type { Ask } from "../data/client.ts";
import { visible } from "../diff/lines.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { useAnswer } from "./answered.ts";
import styles from "./ask-card.module.css";

/** What keys do with a card. */
export interface Answers {
  readonly allow: () => void;
  /** Asks for the reason first. */
  readonly deny: () => void;
}

interface AnsweringProps {
  readonly ask: Ask;
  readonly ref: Ref<Answers>;
}

/** The ways to answer: allow or deny, or a question's choices and words. */
export function Answering({ ask, ref }: AnsweringProps) {
  const [isDenying, setDenying] = useState(false);
  const answer = useAnswer(ask);
  const isOver = answer.isPending || answer.isSuccess;
  const isQuestion = ask.kind === "question";
  const allow = (): void => {
    if (!isOver) answer.mutate({ answer: "allow", comment: "" });
  };
  useImperativeHandle(ref, () => ({
    allow: () => (isQuestion ? undefined : allow()),
    deny: () => (isQuestion ? undefined : setDenying(true)),
  }));
  if (isQuestion)
    return (
      <Reply
        choices={ask.choices ?? []}
        isOver={isOver}
        onReply={(comment) => answer.mutate({ answer: "reply", comment })}
      />
    );
  if (isDenying)
    return (
      <Deny
        isOver={isOver}
        onDeny={(comment) => answer.mutate({ answer: "deny", comment })}
        onBack={() => setDenying(false)}
      />
    );
  return (
    <div className={styles["answers"]}>
      <Button kind="main" disabled={isOver} onClick={allow}>
        Allow <kbd aria-hidden="true">a</kbd>
      </Button>
      <Button kind="danger" disabled={isOver} onClick={() => setDenying(true)}>
        Deny… <kbd aria-hidden="true">d</kbd>
      </Button>
    </div>
  );
}

interface DenyProps {
  readonly isOver: boolean;
  readonly onDeny: (reason: string) => void;
  readonly onBack: () => void;
}

function Deny({ isOver, onDeny, onBack }: DenyProps) {
  const [reason, setReason] = useState("");
  return (
    <form
      className={styles["form"]}
      ref={focusField}
      onSubmit={submitting(() => onDeny(reason))}
      onKeyDown={(event) => event.key === "Escape" && onBack()}
    >
      <Field label="Why not?" value={reason} onChange={setReason} note="For the record, and for the agent to read." />
      <div className={styles["answers"]}>
        <Button type="submit" kind="danger" disabled={isOver}>
          Deny
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  );
}

interface ReplyProps {
  readonly choices: readonly string[];
  readonly isOver: boolean;
  readonly onReply: (words: string) => void;
}

function Reply({ choices, isOver, onReply }: ReplyProps) {
  const [words, setWords] = useState("");
  return (
    <form className={styles["form"]} onSubmit={submitting(() => onReply(words))}>
      {choices.length > 0 && (
        <div className={styles["answers"]} role="group" aria-label="Choices">
          {choices.map((choice) => (
            <Button key={choice} disabled={isOver} onClick={() => onReply(choice)}>
              {visible(choice)}
            </Button>
          ))}
        </div>
      )}
      <Field label={choices.length > 0 ? "Or in words" : "Answer"} value={words} onChange={setWords} lines={3} />
      <div className={styles["answers"]}>
        <Button type="submit" kind="main" disabled={isOver || words.trim() === ""}>
          Answer
        </Button>
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

/** Once, when the form appears: whoever pressed a key goes on typing. */
const focusField = (form: HTMLFormElement | null): void => form?.querySelector("input")?.focus();
