import { useEffect, useRef } from "react";
import { visible } from "../../diff/lines.ts";
import { Button } from "../../ui/button.tsx";
import type { Comments, LineComment } from "./comments.ts";
import styles from "./diff-rows.module.css";

interface CommentRowProps {
  readonly comment: LineComment;
  /** Its lines are there no more. */
  readonly isLost: boolean;
  readonly comments: Comments;
}

/** A comment under its lines: written, read, changed, removed. */
export function CommentRow({ comment, isLost, comments }: CommentRowProps) {
  const { id, from, to, lines, text, isOpen } = comment;
  const where = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  return (
    <section className={styles["words"]} aria-label={`Comment on ${where}`}>
      <header>
        On {where}
        {isLost && " as it was: the agent has changed it since"}
      </header>
      {isLost && <pre>{visible(lines.join("\n"))}</pre>}
      {isOpen ? (
        <Editor comment={comment} comments={comments} />
      ) : (
        <>
          <p>{text}</p>
          <div className={styles["acts"]}>
            <Button small onClick={() => comments.change(id, { isOpen: true })}>
              Edit
            </Button>
            <Button small onClick={() => comments.remove(id)}>
              Remove
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function Editor({ comment: { id, text }, comments }: Pick<CommentRowProps, "comment" | "comments">) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const isEmpty = text.trim() === "";
  const close = (): void => (isEmpty ? comments.remove(id) : comments.change(id, { isOpen: false }));
  return (
    <>
      <textarea
        ref={field}
        rows={3}
        aria-label="Comment"
        placeholder="What should be different?"
        value={text}
        onChange={({ target }) => comments.change(id, { text: target.value })}
        onKeyDown={(event) => {
          if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) close();
        }}
      />
      <div className={styles["acts"]}>
        <Button small kind="main" disabled={isEmpty} onClick={close}>
          Keep
        </Button>
        <Button small onClick={() => comments.remove(id)}>
          Remove
        </Button>
        <small>Ctrl Enter keeps it; it is sent with the others.</small>
      </div>
    </>
  );
}
