import { useQuery } from "@tanstack/react-query";
import { client, type Operations } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { JsonText } from "../ui/json-text.tsx";
import { Shown } from "../ui/notes.tsx";
import { useNotices } from "../ui/notices.tsx";
import { shortRun } from "../ui/short-run.ts";
import { Ago } from "../ui/time.tsx";
import styles from "./triggers.module.css";

type Letter = Operations["listDeadLetters"]["result"]["items"][number];
type Replayed = Operations["replayDeadLetter"]["result"];

interface LettersProps {
  readonly trigger: string;
  readonly onClose: () => void;
  readonly onReplayed: () => void;
}

/** What a trigger could not start, with the reason, and the way to try again once that is mended. */
export function LettersDialog({ trigger, onClose, onReplayed }: LettersProps) {
  const letters = useQuery({
    queryKey: keys.triggers(trigger, "letters"),
    queryFn: () => client.listDeadLetters({ trigger }),
    staleTime: 0,
  });
  const replayed = (): void => {
    void letters.refetch();
    onReplayed();
  };
  return (
    <Dialog title={`What ${trigger} could not start`} onClose={onClose} wide>
      <Shown of={letters} what="the dead letters">
        {({ items }) =>
          items.length === 0 ? (
            <p>Nothing: whatever came has started its run, or was left out by its `when`.</p>
          ) : (
            <ul className={styles["letters"]}>
              {items.map((letter) => (
                <LetterView key={letter.id} trigger={trigger} letter={letter} onReplayed={replayed} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Dialog>
  );
}

interface LetterProps {
  readonly trigger: string;
  readonly letter: Letter;
  readonly onReplayed: () => void;
}

function LetterView({ trigger, letter: { id, at, reason, file, about }, onReplayed }: LetterProps) {
  const notices = useNotices();
  const replay = useAction(() => client.replayDeadLetter({ trigger, letter: id }), {
    onDone(result) {
      notices.tell(noticeOf(result));
      onReplayed();
    },
  });
  return (
    <li className={styles["letter"]} data-letter={id}>
      <div className={styles["head"]}>
        <span>
          <Ago at={at} />
          {file !== null && (
            <>
              , <code>{file}</code>
            </>
          )}
        </span>
        <Button small disabled={replay.isPending} onClick={() => replay.mutate()}>
          Try again
        </Button>
      </div>
      <p className={styles["mistake"]}>{reason}</p>
      {about !== null && about !== undefined && <JsonText value={about} label="What came" />}
    </li>
  );
}

const noticeOf = ({ outcome, run, reason }: Replayed) => {
  if (outcome === "rejected")
    return { tone: "bad", text: `It still cannot start: ${reason ?? "no reason was told"}` } as const;
  if (run === undefined) return { tone: "plain", text: "It was left out by the trigger's `when`." } as const;
  const text = outcome === "known" ? "It had started its run before." : "It has started its run.";
  return { tone: "good", text, to: { title: shortRun(run), href: `/runs/${run}` } } as const;
};
