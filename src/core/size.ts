const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };

export const SIZE_FORM = "a size such as 500k, 10M or 1G";

/** Bytes of `500k`, `10M`, `1G`; `null` for anything else. */
export function parseSize(text: string): number | null {
  const [, number, unit = ""] = /^(\d+)([kMG]?)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return number === undefined || factor === undefined ? null : Number(number) * factor;
}
