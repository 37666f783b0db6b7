import { useId, useState, type ClipboardEvent, type ComponentType } from "react";
import { Button } from "../ui/button.tsx";
import { choicesOf, type Draft, type InputField, type Kind } from "./fields.ts";
import { ListField } from "./list-field.tsx";
import styles from "./run-form.module.css";

export interface InputFieldProps {
  readonly field: InputField;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly problem: string | undefined;
}

/** One input: its name, what it is for, the field of its kind, and what is wrong with what it holds. */
export function InputFieldView({ field, draft, onChange, problem }: InputFieldProps) {
  const id = useId();
  const { name, kind, about, hasDefault, canBeNull } = field;
  const common = { id, "aria-invalid": problem !== undefined, "aria-describedby": `${id}-about ${id}-problem` };
  const Part = PARTS[kind];
  return (
    <div className={styles["field"]} data-input={name}>
      <div className={styles["label"]}>
        <label htmlFor={id}>{name}</label>
        {!hasDefault && <small>required</small>}
        {canBeNull && (
          <label className={styles["null"]}>
            <input
              type="checkbox"
              checked={draft === null}
              onChange={({ target }) => onChange(target.checked ? null : "")}
            />{" "}
            no value
          </label>
        )}
      </div>
      {about !== null && (
        <p id={`${id}-about`} className={styles["about"]}>
          {about}
        </p>
      )}
      {draft !== null && <Part common={common} field={field} text={draft} onChange={onChange} />}
      <p id={`${id}-problem`} className={styles["problem"]} role={problem === undefined ? undefined : "alert"}>
        {problem}
      </p>
    </div>
  );
}

interface Common {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
}

interface PartProps {
  readonly common: Common;
  readonly field: InputField;
  readonly text: string;
  readonly onChange: (draft: Draft) => void;
}

const PARTS: Readonly<Record<Kind, ComponentType<PartProps>>> = {
  text: TextField,
  number: ({ common, text, onChange }) => (
    <input {...common} type="text" inputMode="decimal" value={text} onChange={({ target }) => onChange(target.value)} />
  ),
  json: ({ common, text, onChange }) => (
    <textarea
      {...common}
      rows={4}
      spellCheck={false}
      className={styles["json"]}
      placeholder="JSON"
      value={text}
      onChange={({ target }) => onChange(target.value)}
    />
  ),
  choice: ({ field, ...part }) => <Choice {...part} field={field} choices={choicesOf(field.schema) ?? []} />,
  flag: Flag,
  list: ({ common, field, text, onChange }) => (
    <ListField id={common.id} name={field.name} text={text} onChange={onChange} />
  ),
};

/** A line, or several once they are wanted: a line would lose the breaks of what is pasted. */
function TextField({ common, field, text, onChange }: PartProps) {
  const [isTall, setTall] = useState(field.isLong || text.includes("\n"));
  if (isTall) return <textarea {...common} rows={5} value={text} onChange={({ target }) => onChange(target.value)} />;
  const onPaste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const pasted = event.clipboardData.getData("text");
    if (!pasted.includes("\n")) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    setTall(true);
    onChange(text.slice(0, selectionStart ?? text.length) + pasted + text.slice(selectionEnd ?? text.length));
  };
  return (
    <div className={styles["row"]}>
      <input {...common} type="text" value={text} onPaste={onPaste} onChange={({ target }) => onChange(target.value)} />
      <Button kind="quiet" small onClick={() => setTall(true)}>
        More lines
      </Button>
    </div>
  );
}

interface ChoiceProps extends PartProps {
  readonly choices: readonly unknown[];
}

function Choice({ common, field, text, choices, onChange }: ChoiceProps) {
  const known = choices.map((choice) => JSON.stringify(choice));
  return (
    <select {...common} value={text} onChange={({ target }) => onChange(target.value)}>
      {!field.hasDefault && <option value="">Choose…</option>}
      {text !== "" && !known.includes(text) && <option value={text}>{text}</option>}
      {choices.map((choice) => (
        <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
          {typeof choice === "string" ? choice : JSON.stringify(choice)}
        </option>
      ))}
    </select>
  );
}

/** What has a default is on or off; what has none has to be said. */
function Flag({ common, field, text, onChange }: PartProps) {
  if (!field.hasDefault)
    return <Choice common={common} field={field} text={text} choices={[true, false]} onChange={onChange} />;
  return (
    <input
      {...common}
      type="checkbox"
      checked={text === "true"}
      onChange={({ target }) => onChange(String(target.checked))}
    />
  );
}
