import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";

/** What our client of OpenCode says beyond the Agent Client Protocol, whose own names never begin with `_`. */

/** A kind of `session/update`: the model is asked again, and what was said since the last tool will be said again. */
export const RETRY = "_drover_retry";

/** A kind of `session/update`: the last `message` of the session, which a copy can end with; `null` while a turn is under way, and where it has none. */
export const PLACE = "_drover_place";

/** What `session/fork` is told in its `_meta`. */
export interface CopyAsked extends JsonObject {
  /** The last message of the copy; `null` for all of the session. */
  readonly upTo: string | null;
  /** Where the server has no such message or session any more, a new one is begun: the prompt will hold what was said. */
  readonly orNew: boolean;
}

export const askingCopy = (copy: CopyAsked): JsonObject => ({ _meta: copy });

export function copyAskedIn({ _meta }: JsonObject): CopyAsked {
  const { upTo, orNew } = objectOf(_meta);
  return { upTo: textOf(upTo) || null, orNew: orNew === true };
}

/** The answer of `session/fork` where that has happened. */
export const BEGUN_ANEW: JsonObject = { _meta: { isNew: true } };

export const isBegunAnew = ({ _meta }: JsonObject): boolean => objectOf(_meta)["isNew"] === true;

/** A request: questions to a person, as OpenCode asks them. The answer is `{ answers }`, or `{}` when nobody gives one. */
export const QUESTION = "_drover/question";

interface Asked {
  readonly text: string;
  readonly choices: readonly string[];
}

/** Several questions become one text, a line each, and are answered by as many lines. */
export function asked({ questions }: JsonObject): Asked {
  const list = listOf(questions).map((question) => ({
    text: textOf(question["question"]),
    choices: listOf(question["options"]).map(({ label }) => textOf(label)),
  }));
  const [first] = list;
  if (first !== undefined && list.length === 1) return first;
  const lines = list.map(({ text, choices }, index) => `${index + 1}. ${text} (${choices.join(", ")})`);
  return { text: lines.join("\n"), choices: [] };
}

/** OpenCode takes a list of choices for each question; words of one's own are one of them. */
export function answersTo({ questions }: JsonObject, comment: string): JsonObject {
  const lines = comment.split("\n").filter((line) => line.trim() !== "");
  const given = lines.length === listOf(questions).length ? lines : [comment];
  return { answers: listOf(questions).map((_, index) => (given[index] === undefined ? [] : [given[index].trim()])) };
}

/** What a person has answered; `null` for nothing. */
export function replyIn({ answers }: JsonObject): string | null {
  if (!Array.isArray(answers)) return null;
  return answers.map((one: Json) => (Array.isArray(one) ? one.join(", ") : "")).join("\n");
}

const listOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.map((one: Json) => objectOf(one)) : [];
