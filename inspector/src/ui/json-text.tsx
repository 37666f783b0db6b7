import styles from "./json-text.module.css";

const LONGEST = 20_000;

/** Any value as text that can be selected; nothing in it is taken for markup. */
export function JsonText({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "undefined");
  return (
    // A keyboard scrolls it.
    <pre className={styles["json"]} tabIndex={0} aria-label={label}>
      {text.length > LONGEST ? `${text.slice(0, LONGEST)}\n… ${text.length - LONGEST} more characters` : text}
    </pre>
  );
}
