import { createHash } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";

type Id = number | string;

/** What an agent asked of us by JSON-RPC. */
export interface Question {
  readonly id: Id;
  /** How many questions with this id came before it: agents should give each its own, and not all do. */
  readonly nth: number;
  readonly method: string;
  readonly params: JsonObject;
}

/** All that was asked, and what was answered, by ids and in order: the first answer to an id is that to the first question with it. */
export interface Questions {
  readonly asked: readonly Question[];
  readonly answers: ReadonlyMap<Id, readonly JsonObject[]>;
  readonly answerCount: number;
}

export const NO_QUESTIONS: Questions = { asked: [], answers: new Map(), answerCount: 0 };

export function withQuestion(questions: Questions, { id, method, params }: Omit<Question, "nth">): Questions {
  const nth = questions.asked.filter((other) => other.id === id).length;
  return { ...questions, asked: [...questions.asked, { id, nth, method, params }] };
}

export function withAnswer({ asked, answers, answerCount }: Questions, id: Id, answer: JsonObject): Questions {
  const given = [...(answers.get(id) ?? []), answer];
  return { asked, answers: new Map([...answers, [id, given]]), answerCount: answerCount + 1 };
}

export const answerTo = ({ answers }: Questions, { id, nth }: Question): JsonObject | undefined =>
  answers.get(id)?.[nth];

/** Oldest first. Nearly always there is none, and this is asked at every line. */
export function openQuestions(questions: Questions): readonly Question[] {
  const { asked, answerCount } = questions;
  return asked.length === answerCount ? [] : asked.filter((question) => answerTo(questions, question) === undefined);
}

export const questionBy = ({ asked }: Questions, name: string): Question | undefined =>
  asked.find((question) => questionName(question) === name);

/** The name under which people decide on it: another one for each question, or leave for one would be leave for the other. */
export const questionName = ({ id, nth }: Pick<Question, "id" | "nth">): string =>
  nth === 0 ? plainId(id) : `${plainId(id)}-again${nth}`;

const PLAIN = /^(?!id-)[\w.-]{1,64}$/;
const isNumber = (text: string): boolean => String(Number(text)) === text;

/** An agent's id in letters, digits, `.`, `_` and `-`; those of texts and numbers stay apart. */
export function plainId(id: Id): string {
  const isPlain = PLAIN.test(String(id)) && (typeof id === "number" || !isNumber(id));
  if (isPlain) return String(id);
  return `id-${createHash("sha256").update(JSON.stringify(id)).digest("hex").slice(0, 32)}`;
}
