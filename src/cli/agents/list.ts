import type { AgentProfile } from "../../core/agent.ts";
import { projectForReading } from "../find-project.ts";
import type { Shell } from "../shell.ts";
import type { Style } from "../style.ts";
import { tableLines } from "../text/table.ts";
import { programOf, publicProfile } from "./profile-json.ts";

export interface ListFlags {
  readonly tag?: string;
  readonly json?: true;
}

export async function listAgents({ tag, json }: ListFlags, shell: Shell): Promise<void> {
  const { openCatalog } = await import("../../project/catalog.ts");
  const { profiles, config } = openCatalog(projectForReading(shell.cwd));
  const { style } = shell.out;
  const list = profiles.list().filter(({ tags }) => tag === undefined || tags.includes(tag));
  if (json === true)
    return shell.out.line(
      JSON.stringify(list.map((profile) => ({ ...publicProfile(profile), program: programOf(profile) }))),
    );
  if (list.length === 0)
    return shell.out.line(
      tag === undefined
        ? "No agent profiles. Put one into .drover/agents; `drover init` makes an example."
        : `No agent profile has the tag "${tag}".`,
    );
  const titles = ["AGENT", "HOW", "PROGRAM", "ABOUT"].map(style.dim);
  const rows = list.map((profile) => row(profile, config.agent === profile.name, style));
  for (const line of tableLines([titles, ...rows])) shell.out.line(line);
}

function row(profile: AgentProfile, isDefault: boolean, style: Style): readonly string[] {
  const program = programOf(profile);
  const found =
    profile.executor === "replay"
      ? style.dim("a recording")
      : (program ??
        style.yellow(
          `${profile.command[0] ?? ""} is not on PATH${profile.install === undefined ? "" : `: ${profile.install}`}`,
        ));
  const variants = profile.variants.length === 0 ? [] : [style.dim(`variants: ${profile.variants.join(", ")}`)];
  return [
    isDefault ? `${profile.name} ${style.dim("(default)")}` : profile.name,
    profile.executor,
    found,
    [profile.description ?? "", ...variants].join(" ").trim(),
  ];
}
