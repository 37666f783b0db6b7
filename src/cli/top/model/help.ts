import { PLAIN } from "../../style.ts";
import type { Key } from "../terminal/keys.ts";
import { helpRows } from "../views/help.ts";
import { scrolledBy, type Scroll } from "./scroll.ts";
import { bodyRows, type Size } from "./state.ts";

const extentOf = (size: Size) => ({
  total: helpRows({ width: size.columns, style: PLAIN }).length,
  height: bodyRows(size),
});

/** Whether not all of the help is seen at once. */
export function isLongHelp(size: Size): boolean {
  const { total, height } = extentOf(size);
  return total > height;
}

/** Through a help that is long go the keys that move; every other one leaves it. */
export const helpAfter = (size: Size, scroll: Scroll, key: Key): Scroll | null =>
  isLongHelp(size) ? scrolledBy(key, scroll, extentOf(size)) : null;
