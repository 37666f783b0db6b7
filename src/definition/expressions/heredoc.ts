import {
  type Cursor,
  type Heredoc,
  IN_DELIMITER,
  IN_LITERAL_HEREDOC,
  QUOTED,
  isAtEnd,
  peek,
  place,
  sees,
  skipEscape,
} from "./cursor.ts";

/** Reads `<<WORD` at the cursor and remembers that its body starts at the next line. */
export function heredocStart(cursor: Cursor): void {
  cursor.at += 2;
  const stripsTabs = peek(cursor) === "-";
  if (stripsTabs) cursor.at++;
  while (peek(cursor) === " " || peek(cursor) === "\t") cursor.at++;
  const word = delimiterWord(cursor);
  cursor.pending.push({ ...word, stripsTabs });
}

function delimiterWord(cursor: Cursor): Pick<Heredoc, "delimiter" | "literal"> {
  let delimiter = "";
  let literal = false;
  let quote = "";
  while (!isAtEnd(cursor)) {
    if (place(cursor, IN_DELIMITER)) continue;
    const char = peek(cursor);
    if (quote === "" && /[\s;&|<>()]/.test(char)) break;
    cursor.at++;
    if (char === "\n") break;
    if (char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) [quote, literal] = [char, true];
    else if (quote === "" && char === "\\") literal = true;
    else delimiter += char;
  }
  return { delimiter, literal };
}

/** Reads the bodies that start at the cursor; `expansion` reads what a `$` or a backtick starts. */
export function heredocBodies(cursor: Cursor, expansion: (cursor: Cursor) => void): void {
  for (let heredoc = cursor.pending.shift(); heredoc !== undefined; heredoc = cursor.pending.shift())
    body(cursor, heredoc, expansion);
}

function body(cursor: Cursor, heredoc: Heredoc, expansion: (cursor: Cursor) => void): void {
  let lineStart = true;
  while (!isAtEnd(cursor)) {
    if (lineStart && skipDelimiter(cursor, heredoc)) return;
    const char = peek(cursor);
    lineStart = char === "\n";
    if (place(cursor, heredoc.literal ? IN_LITERAL_HEREDOC : QUOTED)) continue;
    if (heredoc.literal) cursor.at++;
    else if (char === "\\") skipEscape(cursor);
    else if (char === "$" || char === "`") expansion(cursor);
    else cursor.at++;
  }
}

/** Steps over the line that ends a body, if the cursor stands at it. */
function skipDelimiter(cursor: Cursor, { delimiter, stripsTabs }: Heredoc): boolean {
  const tabs = stripsTabs ? tabsAt(cursor) : 0;
  if (!sees(cursor, delimiter, tabs)) return false;
  const end = cursor.at + tabs + delimiter.length;
  const after = cursor.units[end];
  if (after !== undefined && after !== "\n") return false;
  cursor.at = end + 1;
  return true;
}

function tabsAt(cursor: Cursor): number {
  let count = 0;
  while (peek(cursor, count) === "\t") count++;
  return count;
}
