import { Button } from "../ui/button.tsx";
import type { Draft } from "./fields.ts";
import styles from "./run-form.module.css";

interface ListFieldProps {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly text: string;
  readonly onChange: (draft: Draft) => void;
}

/** A list of texts, one below the other; as JSON while it is something else. */
export function ListField({ id, name, text, onChange }: ListFieldProps) {
  const items = itemsOf(text);
  if (items === null)
    return (
      <textarea
        id={id}
        rows={3}
        className={styles["json"]}
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
    );
  const change = (next: readonly string[]): void => onChange(JSON.stringify(next));
  return (
    <div className={styles["items"]} role="group" aria-label={name}>
      {items.map((item, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a text's place is all that it is known by
        <div key={at} className={styles["row"]}>
          <input
            type="text"
            id={at === 0 ? id : undefined}
            aria-label={`${name} ${at + 1}`}
            value={item}
            onChange={({ target }) => change(items.with(at, target.value))}
          />
          <Button
            kind="quiet"
            small
            aria-label={`Remove ${name} ${at + 1}`}
            onClick={() => change(items.toSpliced(at, 1))}
          >
            ✕
          </Button>
        </div>
      ))}
      <Button small id={items.length === 0 ? id : undefined} onClick={() => change([...items, ""])}>
        Add one
      </Button>
    </div>
  );
}

function itemsOf(text: string): readonly string[] | null {
  if (text.trim() === "") return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : null;
  } catch {
    return null;
  }
}
