import { hoverTooltip } from "@codemirror/view";
import { aboutAt } from "../text/options.ts";

/** What a key is for, beside the pointer. */
export const descriptions = hoverTooltip((view, at) => {
  const about = aboutAt(view.state.doc.toString(), at);
  if (about === null) return null;
  const { from, to, title, expected, description } = about;
  return { pos: from, end: to, above: true, create: () => ({ dom: card(title, expected, description) }) };
});

function card(title: string, expected: string | null, description: string): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-about";
  for (const [tag, text] of [
    ["strong", title],
    ["span", expected === null ? "" : ` ${expected}`],
    ["p", description],
  ] as const) {
    const part = document.createElement(tag);
    part.textContent = text;
    dom.append(part);
  }
  return dom;
}
