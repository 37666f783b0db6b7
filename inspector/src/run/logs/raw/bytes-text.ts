const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** So many bytes in words, three digits at most. */
export function bytesText(bytes: number): string {
  let [count, unit] = [bytes, ""];
  for (const next of UNITS) {
    if (count < 1000) break;
    [count, unit] = [count / 1000, next];
  }
  return unit === "" ? `${bytes} bytes` : `${count < 10 ? count.toFixed(1) : Math.round(count)} ${unit}`;
}
