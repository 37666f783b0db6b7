import type { ErrorClass } from "../core/outcome.ts";

/** What the errors of models and of agent CLIs say, most telling first. Only a guess: agents have no common error codes. */
const SIGNS: readonly (readonly [ErrorClass, RegExp])[] = [
  ["quota", /quota|insufficient (?:credit|balance|fund)|billing|usage limit|credit balance/i],
  ["rate-limit", /rate.?limit|too many requests|\b429\b/i],
  ["auth", /unauthori[sz]ed|invalid (?:api |x-api-)?key|authentication|not logged in|please log ?in|\b40[13]\b/i],
  [
    "transient",
    /overloaded|high demand|temporar|\b5(?:00|02|03|04|29)\b|time[d -]?out|ECONN|ENOTFOUND|EAI_AGAIN|network|stream (?:cut|closed|ended)/i,
  ],
];

export const agentErrorClass = (text: string): ErrorClass =>
  SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? "permanent";
