/** How far a key goes down a list or a text of which `height` rows are seen; negative: up. `null` for a key that does not. */
export function strideOf(key: unknown, height: number): number | null {
  const page = Math.max(1, height - 1);
  const half = Math.ceil(page / 2);
  const strides: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -page,
    "ctrl-b": -page,
    pagedown: page,
    "ctrl-f": page,
    "ctrl-u": -half,
    "ctrl-d": half,
    home: -Infinity,
    g: -Infinity,
    end: Infinity,
    G: Infinity,
  };
  return typeof key === "string" && Object.hasOwn(strides, key) ? (strides[key] ?? null) : null;
}
