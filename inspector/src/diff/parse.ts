import type { DiffLine, Hunk } from "./lines.ts";

export interface FileHunks {
  readonly path: string;
  readonly hunks: readonly Hunk[];
  /** Git says nothing of its lines. */
  readonly isBinary: boolean;
  /** Another one for another text, as good as always. */
  readonly version: number;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/;
const KINDS: Readonly<Record<string, DiffLine["kind"]>> = { " ": "same", "+": "added", "-": "removed" };

/** What git writes, file by file. A file that became something else (a link) stands there twice and is put together. */
export function parseDiff(text: string): ReadonlyMap<string, FileHunks> {
  const files = new Map<string, FileHunks>();
  for (const section of text.split(/^(?=diff --git )/m)) {
    const [head = "", ...lines] = section.split("\n");
    if (!head.startsWith("diff --git ")) continue;
    const path = pathOf(head);
    const known = files.get(path);
    files.set(path, {
      path,
      version: hashOf(section, known?.version ?? 5_381),
      hunks: [...(known?.hunks ?? []), ...hunksOf(lines)],
      isBinary: lines.some((line) => /^(Binary files |GIT binary patch)/.test(line)),
    });
  }
  return files;
}

/** The hunks of a unified diff; anything else in it is passed over. */
export function hunksOf(lines: readonly string[]): readonly Hunk[] {
  const hunks: { before: number; after: number; heading: string; lines: DiffLine[] }[] = [];
  let [before, after] = [0, 0];
  for (const line of lines) {
    const head = HUNK.exec(line);
    const hunk = hunks.at(-1);
    if (head !== null) {
      [before, after] = [Number(head[1]), Number(head[2])];
      hunks.push({ before, after, heading: head[3] ?? "", lines: [] });
    } else if (hunk !== undefined && line.startsWith("\\")) {
      const last = hunk.lines.pop();
      if (last !== undefined) hunk.lines.push({ ...last, isUnended: true });
    } else if (hunk !== undefined) {
      const kind = KINDS[line.charAt(0)];
      if (kind === undefined) continue;
      const numbers = { before: kind === "added" ? null : before++, after: kind === "removed" ? null : after++ };
      hunk.lines.push({ kind, text: line.slice(1), ...numbers });
    }
  }
  return hunks;
}

/** Both names are the same, as nothing is taken for renamed: so each is a half of the line. */
function pathOf(head: string): string {
  const names = head.slice("diff --git ".length);
  const half = names.slice(0, (names.length - 1) / 2);
  return half.startsWith('"') ? unquoted(half.slice(1, -1)).slice(2) : half.slice(2);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", v: "\v", f: "\f" };

/** Git writes what is not plain as bytes: `\303\251`. */
function unquoted(text: string): string {
  const bytes = [...text.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)].flatMap(([, octal, escape, plain]) =>
    octal === undefined
      ? Array.from(new TextEncoder().encode(plain ?? ESCAPES[escape ?? ""] ?? escape))
      : [Number.parseInt(octal, 8)],
  );
  return new TextDecoder().decode(new Uint8Array(bytes));
}

function hashOf(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 33) + text.charCodeAt(at)) | 0;
  return hash;
}
