import { useLayoutEffect, useState } from "react";
import { useLocation } from "wouter";
import { Dialog } from "../ui/dialog.tsx";
import { isBrowsers, isTyping } from "../ui/typing.ts";
import { PLACES } from "./places.ts";
import styles from "./shortcuts.module.css";

/** Keys that work everywhere: `g` and a letter goes to a place, `/` to the search field of a page, `?` tells them all. */
export function Shortcuts() {
  const [, go] = useLocation();
  const [isShown, setShown] = useState(false);
  useLayoutEffect(() => {
    let isGoing = false;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isBrowsers(event) || isTyping(event.target)) return;
      const place = isGoing ? PLACES.find(({ key }) => key === event.key) : undefined;
      isGoing = event.key === "g";
      if (place !== undefined) go(place.href);
      else if (event.key === "?") setShown(true);
      else if (event.key === "/") focusSearch(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [go]);
  if (!isShown) return null;
  return (
    <Dialog title="Keys" onClose={() => setShown(false)}>
      <dl className={styles["keys"]}>
        {PLACES.map(({ title, key }) => (
          <Key key={key} keys={`g ${key}`} what={`go to ${title.toLowerCase()}`} />
        ))}
        <Key keys="/" what="search in what is shown" />
        <Key keys="j / k" what="next, previous in a list" />
        <Key keys="a / d" what="allow, deny what is asked" />
        <Key keys="Enter" what="open: a run, a state, a request" />
        <Key keys="m" what="move a card of a board" />
        <Key keys="← →" what="from tab to tab" />
        <Key keys="↑ ↓" what="entry by entry in the event log; arrows in a chart go from state to state" />
        <Key keys="+ − 0" what="a chart larger, smaller, as a whole" />
        <Key keys="c" what="comment on chosen lines of a change" />
        <Key keys="?" what="this list" />
      </dl>
    </Dialog>
  );
}

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
