import type { Decision } from "../../core/ask.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { plainId } from "../talking/questions.ts";
import type { WireQuestion } from "../talking/wire.ts";
import { diffsOf, toolUseOf } from "./tool-use.ts";

/** A `control_request` of Claude's. */
export interface Question {
  readonly id: string;
  readonly request: JsonObject;
}

const ASK = "AskUserQuestion";

export const isToolQuestion = ({ request }: Question): boolean => request["subtype"] === "can_use_tool";

/** The tool by which Claude asks the person that it works for. */
export const isAsking = (tool: Json | undefined): boolean => tool === ASK;

export const toolNameOf = ({ request }: Question): string => textOf(request["tool_name"]);

export const inputOf = ({ request }: Question): JsonObject => objectOf(request["input"]);

export function wireQuestion(question: Question, cwd: string): WireQuestion {
  const { request } = question;
  const id = plainId(question.id);
  if (!isToolQuestion(question)) return { id, type: "foreign", method: textOf(request["subtype"]) };
  const input = inputOf(question);
  if (isAsking(request["tool_name"])) return { id, type: "question", ...asked(input) };
  return { id, type: "tool", tool: toolUseOf(toolNameOf(question), input, cwd), input, diffs: diffsOf(input) };
}

interface Asked {
  readonly text: string;
  readonly choices: readonly string[];
}

/** Claude asks up to four questions at once. Several become one text, a line each, and are answered by as many lines. */
export function asked({ questions }: JsonObject): Asked {
  const list = Array.isArray(questions) ? questions.map((question: Json) => oneAsked(objectOf(question))) : [];
  const [first] = list;
  if (first !== undefined && list.length === 1) return first;
  const lines = list.map(({ text, choices }, index) => `${index + 1}. ${text} (${choices.join(", ")})`);
  return { text: lines.join("\n"), choices: [] };
}

function oneAsked({ question, options }: JsonObject): Asked {
  const labels = Array.isArray(options) ? options.map((option: Json) => textOf(objectOf(option)["label"])) : [];
  return { text: textOf(question), choices: labels.filter((label) => label !== "") };
}

/** Leave is given for this use alone. What Claude suggests beside would let it do the like without asking. */
export function answerTo(question: Question, { answer, comment }: Decision): JsonObject {
  const input = inputOf(question);
  if (answer === "deny") return { behavior: "deny", message: comment ?? "Nobody allowed it." };
  const updatedInput = isAsking(question.request["tool_name"])
    ? { ...input, answers: answersIn(input, comment) }
    : input;
  return { behavior: "allow", updatedInput };
}

/** By the texts of the questions; those left out count as not answered. */
function answersIn({ questions }: JsonObject, comment: string | null): JsonObject {
  const texts = Array.isArray(questions) ? questions.map((one: Json) => textOf(objectOf(one)["question"])) : [];
  if (comment === null || comment.trim() === "") return {};
  const lines = comment.split("\n").filter((line) => line.trim() !== "");
  const answers = lines.length === texts.length ? lines : [comment];
  return Object.fromEntries(answers.map((text, index) => [texts[index] ?? "", text.trim()]));
}

export const isDenial = (answer: JsonObject | undefined): boolean => answer?.["behavior"] === "deny";
