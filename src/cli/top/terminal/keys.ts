import { StringDecoder } from "node:string_decoder";

/** A letter by itself, or the name of another key; what was pasted comes as one, so that none of its letters is a command. */
export type Key = string | { readonly pasted: string };

export interface Keys {
  take(bytes: Buffer): void;
  close(): void;
}

/** By what terminals send behind ESC. */
const SEQUENCES: Readonly<Record<string, string>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  "[H": "home",
  "[F": "end",
  OH: "home",
  OF: "end",
  "[1~": "home",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[3~": "delete",
  "[5~": "pageup",
  "[6~": "pagedown",
  "[Z": "shift-tab",
};

const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u0008": "backspace",
  "\u007F": "backspace",
};

const ESC = "\u001B";
const PASTE = `${ESC}[200~`;
const PASTED = `${ESC}[201~`;
/** A sequence comes in one go; what comes later than this is another key. */
const ALONE_MS = 40;
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const SEQUENCE = /^\u001B(?:\[[0-?]*[ -/]*[@-~]|O[@-~])/;
// oxlint-disable-next-line no-control-regex -- see above
const BEGUN = /^\u001B(?:\[[0-?]*[ -/]*|O)?$/;

/** Turns what a terminal sends into keys. */
export function createKeys(onKey: (key: Key) => void): Keys {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let alone: NodeJS.Timeout | null = null;

  const flush = (): void => {
    const [first, ...others] = rest;
    rest = "";
    if (first === undefined) return;
    onKey("escape");
    for (const char of others) onKey(char);
  };

  const paste = (): boolean => {
    const end = rest.indexOf(PASTED);
    if (end < 0) return false;
    onKey({ pasted: rest.slice(PASTE.length, end) });
    rest = rest.slice(end + PASTED.length);
    return true;
  };

  const hasRest = (): boolean => rest !== "";

  /** False where more has to come first. */
  const one = (): boolean => {
    if (rest.startsWith(PASTE)) return paste();
    const sequence = SEQUENCE.exec(rest)?.[0];
    if (sequence !== undefined) {
      rest = rest.slice(sequence.length);
      const name = SEQUENCES[sequence.slice(1)];
      if (name !== undefined) onKey(name);
      return true;
    }
    if (BEGUN.test(rest)) return false;
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(char.length);
    onKey(nameOf(char));
    return true;
  };

  return {
    take(bytes) {
      if (alone !== null) clearTimeout(alone);
      alone = null;
      rest += decoder.write(bytes);
      let isGoing = rest !== "";
      while (isGoing) isGoing = one() && hasRest();
      if (rest !== "" && !rest.startsWith(PASTE)) alone = setTimeout(flush, ALONE_MS);
    },
    close() {
      if (alone !== null) clearTimeout(alone);
    },
  };
}

function nameOf(char: string): string {
  if (char === ESC) return "escape";
  const known = CONTROLS[char];
  if (known !== undefined) return known;
  return char < " " ? `ctrl-${String.fromCharCode(char.charCodeAt(0) + 96)}` : char;
}
