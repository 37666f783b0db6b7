/** The places of the page, in the order of the navigation. `key` goes there behind `g`. */
export interface Place {
  readonly href: string;
  readonly title: string;
  readonly key: string;
  readonly glyph: string;
}

export const PLACES: readonly Place[] = [
  { href: "/", title: "Runs", key: "r", glyph: "▤" },
  { href: "/board", title: "Board", key: "b", glyph: "▥" },
  { href: "/inbox", title: "Inbox", key: "i", glyph: "✉" },
  { href: "/workflows", title: "Workflows", key: "w", glyph: "⌥" },
  { href: "/agents", title: "Agents", key: "a", glyph: "◉" },
  { href: "/triggers", title: "Triggers", key: "t", glyph: "⚡" },
  { href: "/usage", title: "Usage", key: "u", glyph: "◔" },
  { href: "/health", title: "Health", key: "h", glyph: "♥" },
];
