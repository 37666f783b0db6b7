/** Texts with a look. Without colours each one gives the text back as it is. */
export interface Style {
  readonly isColored: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const wrap = (open: number, close: number) => (text: string) => `\u001B[${open}m${text}\u001B[${close}m`;
const same = (text: string): string => text;

export const COLORED: Style = {
  isColored: true,
  bold: wrap(1, 22),
  dim: wrap(2, 22),
  red: wrap(31, 39),
  green: wrap(32, 39),
  yellow: wrap(33, 39),
  cyan: wrap(36, 39),
};

export const PLAIN: Style = {
  isColored: false,
  bold: same,
  dim: same,
  red: same,
  green: same,
  yellow: same,
  cyan: same,
};

// Colours (SGR) stay; everything else that makes a terminal do things goes: moving, clearing, titles, the clipboard.
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /\u001B\[[0-9;]*m|[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** What agents and scripts say, harmless in a line of ours; control characters and text direction marks are left out. */
export const printable = (text: string): string => text.replace(CONTROLS, (found) => (found.length > 1 ? found : ""));

/** And without colours: some of them hide what is written in them. */
export const withoutColors = (text: string): string => text.replaceAll(CONTROLS, "");
