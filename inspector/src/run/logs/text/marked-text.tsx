import { createContext, Fragment, useContext } from "react";
import { partsOf } from "./matches.ts";
import { visible } from "./visible.ts";
import styles from "./text.module.css";

/** What is searched for in everything that is shown here. */
export const SearchedFor = createContext("");

/** Foreign text: nothing in it acts, and what is searched for is marked. */
export function MarkedText({ text }: { readonly text: string }) {
  const wanted = useContext(SearchedFor);
  const shown = visible(text);
  if (wanted === "") return shown;
  return partsOf(shown, wanted).map(({ text: part, isMatch }, i) =>
    isMatch ? (
      <mark key={i} className={styles["hit"]}>
        {part}
      </mark>
    ) : (
      <Fragment key={i}>{part}</Fragment>
    ),
  );
}
