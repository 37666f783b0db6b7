import { useId } from "react";
import styles from "./field.module.css";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** More than one: a field that grows. */
  readonly lines?: number;
  readonly note?: string | undefined;
  readonly error?: string | undefined;
  readonly placeholder?: string;
}

/** A text that somebody gives, with its label, what to know of it, and what is wrong with it. */
export function Field({ label, value, onChange, lines = 1, note, error, placeholder }: FieldProps) {
  const id = useId();
  const common = {
    id,
    value,
    placeholder,
    "aria-invalid": error !== undefined,
    "aria-describedby": `${id}-note`,
  };
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}</label>
      {lines > 1 ? (
        <textarea {...common} rows={lines} onChange={({ target }) => onChange(target.value)} />
      ) : (
        <input {...common} type="text" onChange={({ target }) => onChange(target.value)} />
      )}
      <p id={`${id}-note`} className={error === undefined ? styles["note"] : styles["error"]}>
        {error ?? note}
      </p>
    </div>
  );
}
