/** A step's text goes into the run's state, so a longer one keeps its end. Characters. */
const LIMIT = 256 * 1024;

/** A text that grows by many pieces. It is cut when it has become twice as long, since each cut copies it. */
export function grownText(text: string, more: string): string {
  const all = text + more;
  return all.length > 2 * LIMIT ? endOfText(all) : all;
}

export const endOfText = (text: string): string => text.slice(-LIMIT);
