/** The places of the page, in the order of the navigation. `key` goes there behind `g`. */
export interface Place {
  readonly href: string;
  readonly title: string;
  readonly key: string;
  readonly glyph: string;
}

export const PLACES: readonly Place[] = [
  { href: "/", title: "Runs", key: "r", glyph: "▤" },
  { href: "/inbox", title: "Inbox", key: "i", glyph: "✉" },
  { href: "/workflows", title: "Workflows", key: "w", glyph: "⌥" },
];
