// Colours (SGR) stay; everything else that makes a terminal do things goes: moving, clearing, titles, the clipboard.
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /\u001B\[[0-9;]*m|[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** What agents and scripts say, harmless in a line of ours; control characters and text direction marks are left out. */
export const printable = (text: string): string => text.replace(CONTROLS, (found) => (found.length > 1 ? found : ""));

/** And without colours: some of them hide what is written in them. */
export const withoutColors = (text: string): string => text.replaceAll(CONTROLS, "");
