/** What stands for our own signs where the terminal knows no UTF-8: each as wide as what it stands for. */
const SIGNS: Readonly<Record<string, string>> = {
  "●": "*",
  "○": "o",
  "✓": "+",
  "✗": "x",
  "⊘": "x",
  "⏸": "=",
  "↷": ">",
  "↻": "@",
  "↩": "<",
  "▸": ">",
  "▾": "v",
  "▲": "!",
  "›": ">",
  "·": ".",
  "•": "*",
  "…": "~",
  "─": "-",
  "│": "|",
  "└": "`",
  "⏎": "/",
  "→": ">",
  "↑": "^",
  "↓": "v",
  "“": '"',
  "”": '"',
};

const BEYOND = /[^\0-\u007F]/gu;

/** A line in ASCII. Columns stay: a wide letter becomes two question marks. `widthOf`: columns of a letter. */
export const toAscii = (line: string, widthOf: (char: string) => number): string =>
  line.replace(BEYOND, (char) => SIGNS[char] ?? "?".repeat(widthOf(char)));

type Environment = Readonly<Record<string, string | undefined>>;

/** As programs in C find it out: the first of the three that is set decides. */
export function knowsUtf8({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || "");
}
