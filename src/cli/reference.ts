import type { Argument, Command, Option } from "commander";
import { ERRORS } from "../core/errors.ts";
import { allCommands } from "./commands.ts";
import { EXIT } from "./exit-codes.ts";
import { createProgram } from "./program.ts";
import { processShell } from "./shell.ts";

/** The parts of docs/cli.md that are made from the program itself, by the name of their place. */
export async function commandReference(): Promise<{ readonly commands: string; readonly "exit-codes": string }> {
  const program = createProgram(
    await allCommands(),
    processShell(
      () => undefined,
      () => Promise.resolve(null),
    ),
  );
  // Without those that only programs give.
  const shown = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => program.commands.includes(command));
  const commands = shown.flatMap((command) => commandSections(command)).join("\n\n");
  return { commands, "exit-codes": exitCodeTable() };
}

/** A command, then those below it. */
const commandSections = (command: Command, above: string = ""): readonly string[] => [
  commandSection(command, above),
  ...command.commands.flatMap((below) => commandSections(below, `${above}${command.name()} `)),
];

function commandSection(command: Command, above: string): string {
  const options = command.options.filter((option) => !option.hidden);
  const rows = [...command.registeredArguments.map(argumentRow), ...options.map(optionRow)];
  return [
    `### drover ${above}${command.name()}`,
    "",
    command.description(),
    "",
    "```",
    `drover ${above}${command.name()} ${command.usage()}`,
    "```",
    ...(rows.length === 0 ? [] : ["", "| | |", "|---|---|", ...rows]),
  ].join("\n");
}

const argumentRow = (argument: Argument): string => `| \`${bracketed(argument)}\` | ${cell(argument.description)} |`;

function bracketed(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionRow(option: Option): string {
  const choices = option.argChoices === undefined ? "" : ` (${option.argChoices.join(", ")})`;
  const isTold = typeof option.defaultValue === "string" || typeof option.defaultValue === "number";
  const preset = isTold ? `; left out: ${String(option.defaultValue)}` : "";
  return `| \`${option.flags}\` | ${cell(option.description)}${choices}${preset} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  succeeded: "Done. For `run`, `resume`, `retry` and `fork`: every run that was followed has succeeded.",
  failed: "A run that was followed has failed, or `doctor` has found a failure.",
  invalid: "`validate` has found mistakes.",
  detached: "Detached, or with `--no-wait` only people, timers or events are awaited: `drover resume` continues.",
  canceled: "A run that was followed was canceled, and none has failed.",
  usage: "The command line was not understood.",
  internal: "A fault in Drover itself.",
};

/** Own meanings first, then the errors that end with the code. */
function exitCodeTable(): string {
  const own = new Map<number, string>(
    Object.entries(EXIT).map(([name, code]) => [code, MEANINGS[name as keyof typeof EXIT]]),
  );
  const codes = [...new Set([...own.keys(), ...Object.values(ERRORS).map(({ exit }) => exit)])].toSorted(
    (a, b) => a - b,
  );
  const rows = codes.map((code) => {
    const errors = Object.entries(ERRORS).flatMap(([name, { exit }]) => (exit === code ? [`\`${name}\``] : []));
    return `| ${code} | ${[own.get(code) ?? "", errors.length === 0 ? "" : `Errors: ${errors.join(", ")}.`].filter(Boolean).join(" ")} |`;
  });
  return ["| code | meaning |", "|---|---|", ...rows].join("\n");
}

/** Puts the parts into a text, between `<!-- name -->` and `<!-- /name -->`. */
export function withReference(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((whole, [name, part]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
    return whole.replace(place, (_, before: string, after: string) => `${before}\n${part}\n${after}`);
  }, text);
}
