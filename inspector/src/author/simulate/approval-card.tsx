import { useState } from "react";
import type { Activity } from "../../../../src/core/run.ts";
import { Button } from "../../ui/button.tsx";
import type { OnTake } from "./move-list.tsx";
import { decisionOn } from "./moves.ts";
import styles from "./simulate.module.css";

/** A question for a person: what do they say? */
export function ApprovalCard({ activity, onTake }: { readonly activity: Activity; readonly onTake: OnTake }) {
  const [comment, setComment] = useState("");
  const { step, id, params } = activity;
  const name = step ?? id;
  const { message } = params;
  return (
    <div className={styles["card"]}>
      <span>
        <strong>{name}</strong> asks: {typeof message === "string" ? message : "an approval"}
      </span>
      <input
        aria-label={`Comment on ${name}`}
        placeholder="comment"
        value={comment}
        onChange={({ target }) => setComment(target.value)}
      />
      <Button
        small
        kind="main"
        aria-label={`Approve ${name}`}
        onClick={() => onTake(decisionOn(activity, "approve", comment))}
      >
        Approve
      </Button>
      <Button
        small
        kind="danger"
        aria-label={`Deny ${name}`}
        onClick={() => onTake(decisionOn(activity, "deny", comment))}
      >
        Deny
      </Button>
    </div>
  );
}
