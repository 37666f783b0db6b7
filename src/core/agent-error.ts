import type { ErrorClass } from "./outcome.ts";

/** What the errors of models and of agent CLIs say, most telling first. Only a guess: agents have no common error codes. */
const SIGNS: readonly (readonly [ErrorClass, RegExp])[] = [
  ["quota", /quota|insufficient (?:credit|balance|fund)|billing|usage limit|credit balance/i],
  ["rate-limit", /rate.?limit|too many requests|\b429\b/i],
  ["auth", /unauthori[sz]ed|invalid (?:api |x-api-)?key|authentication|not logged in|please log ?in|\b40[13]\b/i],
  [
    "transient",
    /overloaded|high demand|temporar|\b5(?:00|02|03|04|29)\b|time[d -]?out|ECONN|ENOTFOUND|EAI_AGAIN|network|stream (?:cut|closed|ended)|unexpected EOF|socket hang up|connection (?:closed|reset|dropped|error)|\bterminated\b/i,
  ],
];

export const agentErrorClass = (text: string): ErrorClass =>
  SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? "permanent";

/** What a person can do about an agent's error; `null` where nothing general is to be said. */
export const adviceFor = (errorClass: ErrorClass): string | null => ADVICE[errorClass] ?? null;

const ADVICE: Partial<Record<ErrorClass, string>> = {
  auth: "Log in with the agent's own command line, or give it its key: `inherit` in its profile names the variables that it may see.",
  quota: "The account has used up what it may. Wait for the next period, or use another agent.",
  "rate-limit": "Wait, and try again: `retry: { on: [rate-limit], delay: 1m }`.",
  transient: "Try again: `retry: { on: [transient] }`.",
};
