const FRONT = /^---[ \t]*\r?\n([^]*?)^---[ \t]*(?:\r?\n|$)/m;

/** What stands between two lines of `---` at the top of a text, and the rest, without the white space around it. Offsets count in the text. */
export interface FrontMatter {
  readonly front: string;
  readonly frontAt: number;
  readonly body: string;
  readonly bodyAt: number;
}

export function splitFrontMatter(text: string): FrontMatter {
  const found = text.startsWith("---") ? FRONT.exec(text) : null;
  const start = found?.[0].length ?? 0;
  const body = text.slice(start).trim();
  const front = found?.[1] ?? "";
  return { front, frontAt: text.indexOf(front), body, bodyAt: text.indexOf(body, start) };
}

/** The front matter with everything before it blanked out, so that its mistakes stand where they do in the whole text. */
export const frontMatterInPlace = (text: string, { front, frontAt }: FrontMatter): string =>
  text.slice(0, frontAt).replaceAll(/[^\r\n]/g, "#") + front;
