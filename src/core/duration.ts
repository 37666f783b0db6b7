const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];
const FORM =
  /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
/** Longer than any wait that makes sense, and far below what dates can hold. */
const LONGEST = 100 * 365 * 86_400_000;

export const DURATION_FORM = "a duration such as 30s, 10m or 1h30m";

/** Milliseconds of `10m`, `1h30m`, `1.5s`, `250ms`, `2d`; `null` for anything else, and for more than a hundred years. */
export function parseDuration(text: string): number | null {
  const ms = millisecondsOf(text);
  return ms === null || ms > LONGEST ? null : Math.round(ms);
}

/** Whether a text is a duration, and only too long to be used. */
export const isTooLong = (text: string): boolean => (millisecondsOf(text) ?? 0) > LONGEST;

function millisecondsOf(text: string): number | null {
  const parts = FORM.exec(text);
  if (text === "" || parts === null) return null;
  return UNITS.reduce((sum, [, unit], i) => sum + Number(parts[i + 1] ?? 0) * unit, 0);
}

/** The shortest text that parseDuration reads back as the same milliseconds: `1h30m`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  let text = "";
  for (const [name, unit] of UNITS) {
    const count = Math.floor(rest / unit);
    if (count > 0) text += `${count}${name}`;
    rest -= count * unit;
  }
  return text === "" ? "0s" : text;
}
