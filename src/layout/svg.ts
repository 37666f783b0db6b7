import type { LaidState, LaidWay, Layout, Point } from "./layout.ts";

/** Colours are variables, so that a page can set its own; alone it goes by what the reader's system prefers. */
const STYLE = `svg { --paper: #ffffff; --state: #ffffff; --around: #00000009; --line: #8a8f98; --ink: #1b1f24; --soft: #656d76; --way: #3b6fb6 }
@media (prefers-color-scheme: dark) { svg { --paper: #0f1216; --state: #1a1f26; --around: #ffffff0a; --line: #6b7480; --ink: #e6e9ed; --soft: #9aa4b0; --way: #7aa7e8 } }
.paper { fill: var(--paper) } .state { fill: var(--state); stroke: var(--line) } .around { fill: var(--around) } .parallel { stroke-dasharray: 6 4 }
.way { fill: none; stroke: var(--way) } .head, .dot { fill: var(--way) } .label { fill: var(--paper); opacity: .8 }
text { font: 13px system-ui, sans-serif; fill: var(--ink) } .name { font-weight: 600 } .small { font-size: 12px; fill: var(--soft) } .on-way { font-size: 11px }`;

/** A layout as an SVG of its own: no scripts, no fonts and pictures of elsewhere. Every text of the workflow is escaped. */
export function svgOf({ width, height, states, ways }: Layout, title: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="head" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto"><path class="head" d="M0 0L9 4L0 8z"/></marker></defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...states.map((state) =>
      stateText(
        state,
        states.some(({ parent }) => parent === state.path),
      ),
    ),
    ...ways.map(wayText),
    "</svg>\n",
  ].join("\n");
}

const CORNER = 8;
const LETTERS = 34;

function stateText(state: LaidState, isAround: boolean): string {
  const { x, y, width, height, key, type, verb, description, isInitial } = state;
  const kinds = ["state", ...(isAround ? ["around"] : []), ...(type === "parallel" ? ["parallel"] : [])].join(" ");
  const box = `x="${x}" y="${y}" width="${width}" height="${height}" rx="${type === "final" ? height / 2 : CORNER}"`;
  const below = type === "final" || type === "history" ? "" : cut(verb ?? description ?? "");
  const lineY = isAround ? y + 40 : y + height - 12;
  return [
    `<g><rect class="${kinds}" ${box}/>`,
    isInitial ? `<circle class="dot" cx="${x + 2}" cy="${y + 2}" r="4"/>` : "",
    `<text class="name" x="${x + 14}" y="${y + 21}">${escaped(cut(key))}</text>`,
    below === "" ? "" : `<text class="small" x="${x + 14}" y="${lineY}">${escaped(below)}</text>`,
    "</g>",
  ].join("");
}

function wayText({ points, labelAt, text }: LaidWay): string {
  if (points.length === 0) return "";
  const line = `<path class="way" marker-end="url(#head)" d="${points.map(command).join("")}"/>`;
  if (labelAt === null) return line;
  const { x, y, width, height } = labelAt;
  const paper = `<rect class="label" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  return `${line}${paper}<text class="on-way" x="${x + 4}" y="${y + 12}">${escaped(text)}</text>`;
}

const command = ({ x, y }: Point, i: number): string => `${i === 0 ? "M" : "L"}${x} ${y}`;

function cut(text: string): string {
  const letters = Array.from(text.replaceAll(/\s+/g, " "));
  return letters.length <= LETTERS ? letters.join("") : `${letters.slice(0, LETTERS - 1).join("")}…`;
}

const CODES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** XML takes no control characters, not even escaped. */
const escaped = (text: string): string =>
  text.replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, " ").replaceAll(/[&<>"']/g, (letter) => CODES[letter] ?? letter);
