const SHELLS: ReadonlySet<string> = new Set(["bash", "sh", "zsh"]);

/**
 * Codex asks leave for `/bin/bash -lc 'npm test'` where its model wanted `npm test`, and rules are about that. Only a shell with one
 * script is unwrapped, and only where its words can be read with certainty; anything else stays as it is.
 */
export function innerCommand(line: string): string {
  const words = wordsOf(line);
  if (words === null || words.length !== 3) return line;
  const [shell = "", flag = "", script = ""] = words;
  const isShell = SHELLS.has(shell.split("/").at(-1) ?? "") && /^(?:\/(?:usr\/)?bin\/)?[a-z]+$/.test(shell);
  return isShell && (flag === "-lc" || flag === "-c") ? script : line;
}

/** A run of one way of quoting: bare, in single quotes, in double quotes. What a shell would read more into is none of them. */
const PIECE =
  /(?<bare>[A-Za-z0-9_@%+=:,./-]+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\$`!]|\\["\\$`])*)"|\\(?<escaped>[^\n])/y;

/** The words of a command line, without what quotes them; `null` where that is uncertain. */
function wordsOf(line: string): readonly string[] | null {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    const word = wordAt(line, at);
    if (word === null) return null;
    words.push(word.text);
    at = word.end;
    if (at < line.length && line[at++] !== " ") return null;
  }
  return words;
}

function wordAt(line: string, start: number): { readonly text: string; readonly end: number } | null {
  let text = "";
  let end = start;
  for (PIECE.lastIndex = start; ; PIECE.lastIndex = end) {
    const found = PIECE.exec(line);
    if (found === null) break;
    const { bare, single, double, escaped } = found.groups ?? {};
    text += bare ?? single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? "";
    end += found[0].length;
  }
  return end === start ? null : { text, end };
}
