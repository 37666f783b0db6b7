import { Button } from "../../ui/button.tsx";
import type { Search } from "./use-search.ts";
import styles from "./logs.module.css";

interface SearchBarProps {
  readonly search: Search;
  readonly label: string;
  readonly onFound: (hit: number) => void;
}

/** Enter goes to the next hit, with Shift to the one before. */
export function SearchBar({ search, label, onFound }: SearchBarProps) {
  const go = async (isBackward: boolean): Promise<void> => {
    const hit = await search.go(isBackward);
    if (hit !== null) onFound(hit);
  };
  return (
    <search className={styles["search"]}>
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={search.text}
        onChange={({ target }) => search.setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          void go(event.shiftKey);
        }}
      />
      <Button small aria-label="The hit before" disabled={search.text === ""} onClick={() => void go(true)}>
        ↑
      </Button>
      <Button small aria-label="The next hit" disabled={search.text === ""} onClick={() => void go(false)}>
        ↓
      </Button>
      <span role="status" className={styles["note"]}>
        {search.note}
      </span>
    </search>
  );
}
