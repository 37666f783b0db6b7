import type { AgentProfile } from "../../core/agent.ts";
import type { AddCommand } from "../commands.ts";
import { projectForReading } from "../find-project.ts";
import { programOnPath } from "../program-on-path.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../text/table.ts";

export const addAgents: AddCommand = (program, shell) => {
  program
    .command("agents")
    .summary("list agent profiles")
    .description(
      "Lists the agent profiles, those that ship with Drover and those in .drover/agents, and whether each could start.",
    )
    .option("--json", "print a JSON array")
    .action(async (flags: { json?: true }) => {
      const { openCatalog } = await import("../../catalog.ts");
      const { profiles, config } = openCatalog(projectForReading(shell.cwd));
      const { style } = shell.out;
      if (flags.json === true) return shell.out.line(JSON.stringify(profiles.list().map(asJson)));
      if (profiles.list().length === 0)
        return shell.out.line("No agent profiles. Put one into .drover/agents; `drover init` makes an example.");
      const titles = ["AGENT", "HOW", "PROGRAM", "ABOUT"].map(style.dim);
      const rows = profiles.list().map((profile) => row(profile, config.agent === profile.name, style));
      for (const line of tableLines([titles, ...rows])) shell.out.line(line);
    });
};

const programOf = ({ executor, command }: AgentProfile): string | null =>
  executor === "replay" ? null : programOnPath(command[0] ?? "");

/** The values of `env` may be private: only the names are told. */
const asJson = (profile: AgentProfile): object =>
  Object.assign({}, profile, { env: Object.keys(profile.env), program: programOf(profile) });

function row(profile: AgentProfile, isDefault: boolean, style: Style): readonly string[] {
  const program = programOf(profile);
  const how = profile.install === undefined ? "" : `: ${profile.install}`;
  const found =
    profile.executor === "replay"
      ? style.dim("a recording")
      : (program ?? style.yellow(`${profile.command[0] ?? ""} is not on PATH${how}`));
  return [
    isDefault ? `${profile.name} ${style.dim("(default)")}` : profile.name,
    profile.executor,
    found,
    profile.description ?? "",
  ];
}
