import type { Argument, Command, Option } from "commander";
import { shortId, type RunId } from "../../core/ids.ts";
import type { Names } from "./names.ts";

/** What the last word may become; the words before it are taken as they are.  */
export async function candidates(program: Command, words: readonly string[], names: Names): Promise<readonly string[]> {
  const last = words.at(-1) ?? "";
  const all = await possible(placeOf(program, words.slice(0, -1)), last, names);
  return [...new Set(all)].filter((one) => one.startsWith(last));
}

/** Where the last word stands: in which command, behind which option, as which argument. */
interface Place {
  readonly command: Command;
  /** It is this option's value. */
  readonly option: Option | null;
  /** Arguments that stand before it. */
  readonly before: number;
  readonly isLiteral: boolean;
}

function placeOf(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, option: null, before: 0, isLiteral: false };
  for (const word of words) place = after(place, word);
  return place;
}

function after({ command, option, before, isLiteral }: Place, word: string): Place {
  if (option !== null) return { command, option: null, before, isLiteral };
  if (isLiteral) return { command, option, before: before + 1, isLiteral };
  if (word === "--") return { command, option, before, isLiteral: true };
  if (word.startsWith("-")) return { command, option: valued(command, word), before, isLiteral };
  const below = before === 0 ? command.commands.find((one) => one.name() === word) : undefined;
  return below === undefined
    ? { command, option, before: before + 1, isLiteral }
    : { command: below, option, before: 0, isLiteral };
}

/** The option that takes the next word. */
const valued = ({ options }: Command, word: string): Option | null =>
  options.find(({ long, short, required, optional }) => [long, short].includes(word) && (required || optional)) ?? null;

async function possible(
  { command, option, before, isLiteral }: Place,
  last: string,
  names: Names,
): Promise<readonly string[]> {
  if (option !== null) return option.argChoices ?? named(nameOf(option), command, names, last);
  if (last.startsWith("-") && !isLiteral) return optionNames(command);
  const below =
    before === 0
      ? command
          .createHelp()
          .visibleCommands(command)
          .map((one) => one.name())
      : [];
  const argument = argumentAt(command.registeredArguments, before);
  if (argument === null) return below;
  return [...below, ...(argument.argChoices ?? (await named(argument.name(), command, names, last)))];
}

const nameOf = ({ flags }: Option): string => /<([^>]+)>/.exec(flags)?.[1] ?? "";

const optionNames = (command: Command): readonly string[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, short }) => long ?? short ?? []);

const argumentAt = (args: readonly Argument[], index: number): Argument | null =>
  args[index] ?? (args.at(-1)?.variadic === true ? (args.at(-1) ?? null) : null);

/** By what a thing is called in the help; for a folder or a file the shell itself knows best. */
async function named(name: string, command: Command, names: Names, last: string): Promise<readonly string[]> {
  switch (name) {
    case "run":
    case "runs":
      return runIds(await names.runs(), last);
    case "workflow":
    case "workflows":
      return names.workflows();
    case "agent":
    case "agents":
      return names.agents();
    case "name":
    case "names":
      return namesFor(command, names);
    default:
      return [];
  }
}

async function namesFor(command: Command, names: Names): Promise<readonly string[]> {
  const above = command.parent?.name();
  if (above === "agents") return names.agents();
  if (above === "token") return names.tokens();
  return command.name() === "runs" ? names.workflows() : [];
}

/** Short ones, as Drover shows them, and whole ones for who has begun to write one. */
const runIds = (runs: readonly RunId[], last: string): readonly string[] =>
  last === "" ? runs.map(shortId) : [...runs.map(shortId), ...runs];
