import { useLayoutEffect, useState } from "react";
import { useLocation } from "wouter";
import { isBehindG } from "../ui/behind-g.ts";
import { Dialog } from "../ui/dialog.tsx";
import { isBrowsers, isTyping } from "../ui/typing.ts";
import { PLACES } from "./places.ts";
import styles from "./shortcuts.module.css";

/** Keys that work everywhere: `g` and a letter goes to a place, `/` to the search field of a page, `?` tells them all. */
export function Shortcuts() {
  const [, go] = useLocation();
  const [isShown, setShown] = useState(false);
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isBrowsers(event) || isTyping(event.target)) return;
      const place = isBehindG() ? PLACES.find(({ key }) => key === event.key) : undefined;
      if (place !== undefined) go(place.href);
      else if (event.key === "?") setShown(true);
      else if (event.key === "/") focusSearch(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [go]);
  if (!isShown) return null;
  return (
    <Dialog title="Keys" onClose={() => setShown(false)} wide>
      <div className={styles["columns"]}>
        {KEYS.map(([where, keys]) => (
          <section key={where} className={styles["keys"]}>
            <h3>{where}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <Key key={key} keys={key} what={what} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

type Keys = readonly (readonly [keys: string, what: string])[];

const KEYS: readonly (readonly [where: string, keys: Keys])[] = [
  [
    "Everywhere",
    [
      ...PLACES.map(({ title, key }) => [`g ${key}`, `go to ${title.toLowerCase()}`] as const),
      ["/", "search in what is shown"],
      ["Esc", "close, or leave"],
      ["?", "this list"],
    ],
  ],
  [
    "Lists, and what waits for you",
    [
      ["j k", "next, previous"],
      ["Enter", "open it"],
      ["a d", "allow, deny what is asked"],
    ],
  ],
  [
    "Board",
    [
      ["← → ↑ ↓", "from card to card"],
      ["m", "move a card"],
    ],
  ],
  [
    "Chart",
    [
      ["← → ↑ ↓", "from state to state"],
      ["PgUp PgDn", "in the order of the file"],
      ["Enter", "open a state"],
      ["+ − 0", "larger, smaller, as a whole"],
    ],
  ],
  [
    "Run",
    [
      ["← →", "from tab to tab"],
      ["↑ ↓", "from entry to entry of the event log, into the past"],
      ["Home End", "first and last, of the event log and of logs"],
    ],
  ],
  [
    "Changes",
    [
      ["↑ ↓", "from line to line; with Shift, several"],
      ["n p", "next, previous file"],
      ["c", "comment on the lines"],
      ["Ctrl Enter", "keep a comment, send a message"],
    ],
  ],
];

function Key({ keys, what }: { readonly keys: string; readonly what: string }) {
  return (
    <div>
      <dt>
        <kbd>{keys}</kbd>
      </dt>
      <dd>{what}</dd>
    </div>
  );
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  if (field === null) return;
  event.preventDefault();
  field.focus();
}
