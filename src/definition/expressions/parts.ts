/**
 * A text with templates, cut up. Offsets count in the whole text. `unterminated`: a `${{` whose `}}` never comes.
 */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly start: number; readonly end: number }
  /** `text` is what stands between the braces, from `inner` on. */
  | {
      readonly kind: "expression";
      readonly text: string;
      readonly inner: number;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "unterminated"; readonly start: number; readonly end: number };

export const OPEN = "${{";
/** `$${{` stands for the three characters themselves. */
const ESCAPED = "$${{";

/** In order and without gaps; an escaped opening is a part of its own, already turned into `${{`. */
export function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let open = text.indexOf(OPEN); open !== -1; open = text.indexOf(OPEN, from)) {
    const escaped = open > from && text[open - 1] === "$";
    const start = escaped ? open - 1 : open;
    if (start > from) parts.push({ kind: "text", text: text.slice(from, start), start: from, end: start });
    const part = escaped ? literalOpening(start) : expressionAt(text, start);
    parts.push(part);
    from = part.end;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from), start: from, end: text.length });
  return parts;
}

const literalOpening = (start: number): Part => ({ kind: "text", text: OPEN, start, end: start + ESCAPED.length });

function expressionAt(text: string, start: number): Part {
  const inner = start + OPEN.length;
  const close = closingBraces(text, inner);
  if (close === null) return { kind: "unterminated", start, end: text.length };
  return { kind: "expression", text: text.slice(inner, close), inner, start, end: close + 2 };
}

/** Where the `}}` stands that ends an expression: not inside quotes, a comment, or the braces of a map. */
function closingBraces(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || char === "'") at = quoteEnd(text, at);
    else if (char === "/" && text[at + 1] === "/") at = lineEnd(text, at);
    else if (char === "{") depth++;
    else if (char === "}" && depth > 0) depth--;
    else if (char === "}" && text[at + 1] === "}") return at;
  }
  return null;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** Where the last quote of a text literal stands; the end of the text when there is none. */
function quoteEnd(text: string, at: number): number {
  const quote = text.charAt(at);
  const fence = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  for (let i = at + fence.length; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text.startsWith(fence, i)) return i + fence.length - 1;
  }
  return text.length;
}
