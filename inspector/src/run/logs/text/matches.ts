/** Where a text stands in another one, letters large or small; none for an empty one. Begin and end of each. */
export function matchesIn(text: string, wanted: string): readonly (readonly [number, number])[] {
  if (wanted === "") return [];
  const folded = text.toLowerCase();
  const needle = wanted.toLowerCase();
  // Some letters have more small ones: then places in the one are none in the other.
  if (folded.length !== text.length) return [];
  const found: (readonly [number, number])[] = [];
  for (let i = folded.indexOf(needle); i >= 0; i = folded.indexOf(needle, i + needle.length))
    found.push([i, i + needle.length]);
  return found;
}

export interface Part {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Cuts a text at what was searched for. */
export function partsOf(text: string, wanted: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const [from, to] of matchesIn(text, wanted)) {
    if (from > at) parts.push({ text: text.slice(at, from), isMatch: false });
    parts.push({ text: text.slice(from, to), isMatch: true });
    at = to;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), isMatch: false });
  return parts;
}
