import { lexer, type Token } from "marked";

/** Longer texts are shown as they are: to make a document of them would hold the page. Characters. */
const LONGEST = 20_000;
/** Of characters that may open something: what closes each is looked for in all that follows. */
const MOST_MARKS = 3_000;
/** A line that begins with more lists and quotes within each other: each takes a piece of the stack. */
const TOO_DEEP = /^(?:[ \t]*(?:[-+*>]|\d{1,9}[.)])){31}/m;

/** What Markdown makes of a text; `null` where it is to be shown as it is, since it is too long or made to be hard to read. */
export function lexed(text: string): readonly Token[] | null {
  if (text.length > LONGEST || marksOf(text) > MOST_MARKS || TOO_DEEP.test(text)) return null;
  try {
    return lexer(text);
  } catch {
    // Whatever it stumbled over: the text itself can be shown.
    return null;
  }
}

const MARKS = new Set("*_~`[<");

function marksOf(text: string): number {
  let count = 0;
  for (const one of text) if (MARKS.has(one)) count += 1;
  return count;
}
