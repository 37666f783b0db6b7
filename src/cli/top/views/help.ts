import { fitted, wrapped } from "../../text/width.ts";
import type { Look } from "./view.ts";

const HELP: readonly (readonly [string, string])[] = [
  ["↑ ↓  j k", "move · PgUp PgDn, Ctrl-U Ctrl-D by pages · g G to the ends"],
  ["Enter → l", "open: a run, a step's log, what somebody is asked"],
  ["Esc ← h", "back"],
  ["Tab", "runs and what needs you · a run's steps, events and details"],
  ["/  f", "search runs (names, ids, inputs) · filter by status"],
  ["Space", "show or hide child runs"],
  ["a  d", "allow · deny, with a reason; for questions a answers, 1-9 chooses"],
  ["m", "message to the run's agent"],
  ["c  R", "cancel · retry; both ask first"],
  ["f  r  x", "in a log: follow · raw or entries · details of tools"],
  ["e  [ ]", "in a log: standard error · other attempts"],
  ["Ctrl-L  S", "read and draw everything again · start a stopped daemon"],
  ["Ctrl-Z  q", "suspend · quit; runs go on"],
];

const KEYS_WIDTH = 11;

export const helpRows = ({ style, width }: Pick<Look, "style" | "width">): readonly string[] =>
  HELP.flatMap(([keys, what]) =>
    // The last column is for the mark that tells where one is.
    wrapped(what, Math.max(1, width - KEYS_WIDTH - 3)).map(
      (row, i) => ` ${style.bold(fitted(i === 0 ? keys : "", KEYS_WIDTH))} ${row}`,
    ),
  );
