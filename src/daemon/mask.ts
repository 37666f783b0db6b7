import { mapTexts } from "../core/json.ts";
import { secretsMasker, secretValues } from "../project/secrets.ts";

/** Tokens of the API, cookies that they gave, and links that log in once. */
const TOKENS = /\bdrover_session(?:_\w+)?=[^\s;"]+|\bdrover_[A-Za-z0-9_-]{20,}|\blink=[A-Za-z0-9_-]{20,}/g;

/** Takes the values of secrets, and what lets people in, out of what is written down. Secrets are those that are set when it is made. */
export interface Mask {
  /** Out of every text of a JSON value. */
  value<T>(value: T): T;
  /** Out of one line of JSON, with its end. */
  line(line: string): string;
}

export function createMask(): Mask {
  const secrets = secretsMasker();
  const asWritten = secretValues().map((value) => JSON.stringify(value).slice(1, -1));
  const hide = (text: string): string => (secrets?.(text) ?? text).replaceAll(TOKENS, "***");
  const mayHold = (line: string): boolean => asWritten.some((text) => line.includes(text)) || line.search(TOKENS) >= 0;
  const value = <T>(whole: T): T => mapTexts(whole, hide);
  return {
    value,
    // A secret may be a number that also stands in a time: only what is a text is changed. Hardly any line has to be read for that.
    line: (line) => (mayHold(line) ? `${JSON.stringify(value(JSON.parse(line)))}\n` : line),
  };
}
