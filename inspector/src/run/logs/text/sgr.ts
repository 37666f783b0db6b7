/** How a stretch of text looks. Colours: 0 to 15 of the palette, or `#rrggbb`; `null` is that of the page. */
export interface Look {
  readonly fg: number | string | null;
  readonly bg: number | string | null;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  readonly isInverse: boolean;
  readonly isStruck: boolean;
}

export interface Stretch {
  readonly text: string;
  readonly look: Look;
}

export const PLAIN: Look = {
  fg: null,
  bg: null,
  isBold: false,
  isDim: false,
  isItalic: false,
  isUnderlined: false,
  isInverse: false,
  isStruck: false,
};

// Colours; everything else that begins with an escape: CSI, then OSC and its like to their end, then two or three characters.
const ESCAPES =
  // oxlint-disable-next-line no-control-regex -- escapes are what this is about
  /(?:\u001B\[|\u009B)([0-9;:]*)m|(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?|\u001B[ -/]*[0-~]?/g;

/**
 * Cuts a line into stretches of one look; of all escapes only colours and the like (SGR) do anything. Of a line that was written over
 * itself (a progress bar) what was written last is left. `look` at its end is what the next line begins with.
 */
export function parseSgr(
  line: string,
  begins: Look = PLAIN,
): { readonly stretches: readonly Stretch[]; readonly look: Look } {
  let stretches: Stretch[] = [];
  let look = begins;
  let at = 0;
  const text = withoutLastReturn(line);
  const add = (piece: string): void => {
    const back = piece.lastIndexOf("\r");
    if (back >= 0) stretches = [];
    const left = piece.slice(back + 1);
    if (left !== "") stretches.push({ text: left, look });
  };
  for (const found of text.matchAll(ESCAPES)) {
    add(text.slice(at, found.index));
    at = found.index + found[0].length;
    if (found[1] !== undefined) look = changed(look, found[1]);
  }
  add(text.slice(at));
  return { stretches, look };
}

/** A text with no escapes at all. */
export const withoutEscapes = (text: string): string => text.replace(ESCAPES, "");

const withoutLastReturn = (line: string): string => line.replace(/\r+$/, "");

function changed(before: Look, parameters: string): Look {
  // `38:2::r:g:b` says the same as `38;2;r;g;b`.
  const codes = parameters
    .replace(/([34]8:2):(?=:|\d*:\d+:\d+:\d+)/g, "$1")
    .split(/[;:]/)
    .map(Number);
  let look = before;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = extended(codes.slice(i + 1));
      look = code === 38 ? { ...look, fg: color } : { ...look, bg: color };
      i += used;
    } else look = code === 0 ? PLAIN : { ...look, ...CHANGES.get(code) };
  }
  return look;
}

function extended([kind, ...rest]: readonly number[]): {
  readonly color: number | string | null;
  readonly used: number;
} {
  if (kind === 5) return { color: indexed(rest[0] ?? 0), used: 2 };
  if (kind === 2) return { color: hex(rest.slice(0, 3)), used: 4 };
  return { color: null, used: 1 };
}

const CHANGES: ReadonlyMap<number, Partial<Look>> = new Map<number, Partial<Look>>([
  [1, { isBold: true }],
  [2, { isDim: true }],
  [3, { isItalic: true }],
  [4, { isUnderlined: true }],
  [7, { isInverse: true }],
  [9, { isStruck: true }],
  [22, { isBold: false, isDim: false }],
  [23, { isItalic: false }],
  [24, { isUnderlined: false }],
  [27, { isInverse: false }],
  [29, { isStruck: false }],
  [39, { fg: null }],
  [49, { bg: null }],
  ...Array.from({ length: 8 }, (_, i): [number, Partial<Look>][] => [
    [30 + i, { fg: i }],
    [40 + i, { bg: i }],
    [90 + i, { fg: 8 + i }],
    [100 + i, { bg: 8 + i }],
  ]).flat(),
]);

/** Of 256: the palette, a cube of 6 × 6 × 6, and 24 greys. */
function indexed(number: number): number | string {
  if (number < 16) return number;
  if (number >= 232) return hex(Array(3).fill(8 + (number - 232) * 10));
  const level = (i: number): number => (i === 0 ? 0 : 55 + i * 40);
  const cube = number - 16;
  return hex([level(Math.floor(cube / 36) % 6), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

const hex = (channels: readonly number[]): string =>
  `#${[0, 1, 2]
    .map((i) =>
      Math.min(255, channels[i] ?? 0)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
