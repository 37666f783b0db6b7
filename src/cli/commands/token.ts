import { Option } from "commander";
import { addToken, listTokens, removeToken, ROLES, type Role } from "../../daemon/tokens.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { prepareState } from "../find-project.ts";
import { dateText } from "../text/durations.ts";
import { tableLines } from "../text/table.ts";

interface JsonFlag {
  readonly json?: true;
}

/** Tokens are taken up by a living daemon at once: they need none to be made. */
export const addTokenCommand: AddCommand = (program, shell) => {
  const token = program
    .command("token")
    .summary("list tokens of the API, add and remove them")
    .description(
      "Lists the tokens by which programs and people reach the API at its port, beside the owner's own in .drover/state/token. Only what a token hashes to is kept.",
    )
    .option("--json", "print a JSON array; times are UTC")
    .enablePositionalOptions()
    .action((flags: JsonFlag) => {
      const tokens = listTokens(findProject(shell.cwd).state);
      if (flags.json === true)
        shell.out.line(JSON.stringify(tokens.map(({ name, role, createdAt }) => ({ name, role, createdAt }))));
      else if (tokens.length === 0)
        shell.out.line("No tokens beside the owner's. `drover token add <name>` makes one.");
      else
        for (const line of tableLines([
          ["NAME", "ROLE", "CREATED"].map(shell.out.style.dim),
          ...tokens.map(({ name, role, createdAt }) => [name, role, dateText(Date.parse(createdAt))]),
        ]))
          shell.out.line(line);
    });
  token
    .command("add")
    .summary("make a token")
    .description("Makes a token and prints it, the only time that anybody sees it. A living daemon takes it at once.")
    .argument("<name>", "who it is for; stands in the log and the journal")
    .addOption(new Option("--role <role>", "what it may do").choices(ROLES).default("read"))
    .option("--json", "print name, role and token as JSON")
    .action((name: string, { role, json }: JsonFlag & { readonly role: Role }) => {
      const project = findProject(shell.cwd);
      prepareState(project);
      const made = addToken(project.state, name, role);
      shell.out.line(json === true ? JSON.stringify({ name, role, token: made }) : made);
    });
  token
    .command("remove")
    .summary("take a token back")
    .description(
      "Takes a token back. A living daemon refuses it at once; streams that are open stay so until they end.",
    )
    .argument("<name>", "whose token")
    .option("--json", "print the result as JSON")
    .action((name: string, { json }: JsonFlag) => {
      removeToken(findProject(shell.cwd).state, name);
      shell.out.line(json === true ? JSON.stringify({ removed: name }) : `Token "${name}" opens nothing any more.`);
    });
};
