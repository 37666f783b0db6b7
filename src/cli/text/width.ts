/** Colours, as `style.ts` writes them. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const COLORS = /\u001B\[\d+m/g;

/** Marks upon the letter before them, and characters that nobody sees. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11FF]$/u;

/** Ideographs, Hangul, kana, full-width forms and emoji: Unicode's East Asian Width W and F. */
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18CFF}\u{1AFF0}-\u{1B2FB}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]$/u;

/** Columns that one character takes on a terminal: 0, 1 or 2. */
export function charWidth(char: string): number {
  if (char <= "\u02FF") return 1;
  if (ZERO.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

const IS_NARROW = /^[\u0020-\u007E]*$/;

/** Columns that a text takes on a terminal; colours take none. */
export function textWidth(text: string): number {
  if (IS_NARROW.test(text)) return text.length;
  let width = 0;
  for (const char of text.replaceAll(COLORS, "")) width += charWidth(char);
  return width;
}

/** Pads to a width that colours do not count towards. */
export const padded = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - textWidth(text)));
export const padStart = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - textWidth(text))) + text;

const RESET = "\u001B[0m";

/** At most `width` columns of a line, with `…` for what is left out; its colours are closed. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return "";
  let columns = 0;
  let kept = "";
  for (const [piece] of text.matchAll(PIECES)) {
    const own = piece.startsWith("\u001B") ? 0 : charWidth(piece);
    if (columns + own > width - 1) break;
    columns += own;
    kept += piece;
  }
  return kept.includes("\u001B") ? `${kept}…${RESET}` : `${kept}…`;
}

/** Exactly `width` columns. */
export const fitted = (text: string, width: number): string => padded(cut(text, width), width);

// oxlint-disable-next-line no-control-regex -- see above
const PIECES = /\u001B\[\d+m|[^]/gu;

/** Lines of at most `width` columns, broken behind a space where there is one near. For texts without colours and line ends. */
export function wrapped(text: string, width: number): readonly string[] {
  if (IS_NARROW.test(text) && text.length <= width) return [text];
  const lines: string[] = [];
  let line = "";
  let columns = 0;
  for (const char of text) {
    const own = charWidth(char);
    if (columns + own > width && line !== "") {
      const space = line.lastIndexOf(" ") + 1;
      const isNear = space > 0 && textWidth(line.slice(space)) < width / 2;
      lines.push(isNear ? line.slice(0, space).trimEnd() : line);
      line = isNear ? line.slice(space) : "";
      columns = textWidth(line);
    }
    line += char;
    columns += own;
  }
  return [...lines, line];
}
