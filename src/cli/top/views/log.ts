import { genShown, logColumns, logExtent } from "../model/log.ts";
import { beginOf } from "../model/raw-log.ts";
import { nameOfRun } from "../model/runs.ts";
import { firstRow } from "../model/scroll.ts";
import type { LogPage, State } from "../model/state.ts";
import { oneLine } from "../plain.ts";
import { logRows } from "./rows.ts";
import { sides, withMark, type Look, type PageView } from "./view.ts";

export function logView(state: State, page: LogPage, look: Look): PageView {
  return { place: placeLine(state, page, look), body: body(state, page, look) };
}

function placeLine(state: State, page: LogPage, { style, width }: Look): string {
  const attempts = page.attempts ?? [];
  const at = attempts.findIndex(({ gen }) => gen === genShown(page)) + 1;
  const attempt = attempts.length > 1 ? `  attempt ${at} of ${attempts.length}` : "";
  const name = ` ${style.bold(oneLine(page.step))} ${style.dim(oneLine(nameOfRun(state, page.run)))}${attempt}`;
  const form = page.form === "raw" ? [page.stream, sizeText(page)] : ["entries"];
  const following = page.isEnded
    ? "ended"
    : page.scroll.rows === 0
      ? style.green("following")
      : style.yellow("f follows");
  return sides(name, [...form.filter((text) => text !== "").map(style.dim), following].join("  "), width);
}

function sizeText({ raw }: LogPage): string {
  if (raw === null || beginOf(raw) === 0) return "";
  return `${kib(beginOf(raw))}–${kib(raw.next)} of ${kib(raw.size)} KiB`;
}

const kib = (bytes: number): string => Math.round(bytes / 1024).toLocaleString("en");

function nothingText({ form, stream, isEnded }: LogPage): string {
  const where =
    form === "entries" ? "" : stream === "stdout" ? " to stdout; e shows stderr" : " to stderr; e shows stdout";
  return isEnded ? `Nothing was written${where}.` : `Nothing was written yet${where}.`;
}

function body(state: State, page: LogPage, look: Look): readonly string[] {
  const { style, height, width } = look;
  if (page.attempts === null) return ["", style.dim(" Reading …")];
  if (page.attempts.length === 0) return ["", style.dim(" This step has started no process, so that it has no log.")];
  const { total } = logExtent(state, page);
  if (total === 0) return ["", style.dim(` ${nothingText(page)}`)];
  const first = firstRow(page.scroll, { total, height });
  const rows = logRows(page, { width: logColumns(width), style }).slice(first, height);
  return withMark(rows, first, { total, height, look });
}
