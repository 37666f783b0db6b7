import { isBrowsers, isTyping } from "./typing.ts";

/** The key that was pressed last, and the one before it, wherever that was. */
let [last, former] = ["", ""];

window.addEventListener(
  "keydown",
  (event) => {
    if (event.repeat) return;
    former = last;
    last = isTyping(event.target) || isBrowsers(event) ? "" : event.key;
  },
  { capture: true },
);

/**
 * Whether the key that is being pressed stands behind `g`, and goes to a place. One memory for the whole page: what is pressed may come to
 * two elements, one after the other, when a page is left and come back to meanwhile.
 */
export const isBehindG = (): boolean => former === "g";
