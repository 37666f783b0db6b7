import { useState } from "react";
import { isJsonObject } from "../../../../src/core/json.ts";
import { ERROR_CLASSES, succeeded, type ErrorClass } from "../../../../src/core/outcome.ts";
import type { Activity } from "../../../../src/core/run.ts";
import type { Definition } from "../../../../src/definition/definition.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { JsonText } from "../../ui/json-text.tsx";
import type { OnTake } from "./move-list.tsx";
import { failedOutcome, outcomeOf } from "./moves.ts";
import { sampleOutput } from "./sample.ts";
import styles from "./simulate.module.css";

interface WorkCardProps {
  readonly activity: Activity;
  readonly definition: Definition;
  readonly onTake: OnTake;
}

/** Work that would go on now: how does it end? */
export function WorkCard({ activity, definition, onTake }: WorkCardProps) {
  const { id, step, action, attempt, visit, params, held, stopping } = activity;
  const name = step ?? id;
  const [output, setOutput] = useState(() => JSON.stringify(sampleOutput(definition, id), null, 2));
  const [message, setMessage] = useState("It went wrong");
  const [of, setClass] = useState<ErrorClass>("permanent");
  const value = parsed(output);
  const failed = (status: "failed" | "timed_out"): void =>
    onTake(outcomeOf(activity, failedOutcome(message, { status, of: status === "failed" ? of : "timeout" })));
  return (
    <fieldset className={styles["work"]}>
      <legend>
        <strong>{name}</strong> {action}, attempt {attempt}
        {visit > 1 && `, visit ${visit}`}
        {held !== null && ", waits for what was left behind to end"}
        {stopping !== null && `, was asked to stop (${stopping.replaceAll("_", " ")})`}
      </legend>
      <details>
        <summary>What it is given</summary>
        <JsonText value={params} label={`Parameters of ${name}`} />
      </details>
      <Field
        label={`Output of ${name}`}
        lines={3}
        value={output}
        onChange={setOutput}
        error={value === null ? "An output is a JSON object." : undefined}
      />
      <div className={styles["row"]}>
        <Button
          small
          kind="main"
          disabled={value === null}
          aria-label={`${name} succeeded`}
          onClick={() => onTake(outcomeOf(activity, succeeded(value ?? {})))}
        >
          Succeeded
        </Button>
        <Button small kind="danger" aria-label={`${name} failed`} onClick={() => failed("failed")}>
          Failed
        </Button>
        <Button small aria-label={`${name} timed out`} onClick={() => failed("timed_out")}>
          Timed out
        </Button>
        <input aria-label={`Error of ${name}`} value={message} onChange={({ target }) => setMessage(target.value)} />
        <select
          aria-label={`Class of the error of ${name}`}
          value={of}
          onChange={({ target }) => setClass(ERROR_CLASSES.find((one) => one === target.value) ?? "permanent")}
        >
          {ERROR_CLASSES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
    </fieldset>
  );
}

function parsed(text: string) {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : null;
  } catch {
    // It is being typed; the field says so.
    return null;
  }
}
