import path from "node:path";
import type { KnownOffer } from "../../agents/agent-offer.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Project } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { projectForReading } from "../find-project.ts";
import type { Shell } from "../shell.ts";
import { dateText } from "../text/durations.ts";
import { tableLines } from "../text/table.ts";
import { interruption } from "./interruption.ts";
import { programOf, publicProfile } from "./profile-json.ts";

const OFFERS = ["models", "modes", "commands"] as const;

interface ShowFlags {
  readonly models?: true;
  readonly modes?: true;
  readonly commands?: true;
  readonly fresh?: true;
  readonly json?: true;
}

export const addAgentsShow: AddCommand = (agents, shell) => {
  agents
    .command("show")
    .summary("show a profile with all that it extends")
    .description(
      "Shows a profile as YAML, with everything that it extends and filled in, and the files that it comes from. Of environment variables only the names. " +
        "With --models, --modes or --commands it asks the agent itself, which is started for that and given no work; what it says is kept until its program changes.",
    )
    .argument("<name>", "the agent, or <agent>:<variant>")
    .option("--models", "ask the agent which models it has")
    .option("--modes", "ask the agent which modes it has")
    .option("--commands", "ask the agent for its slash commands")
    .option("--fresh", "ask anew, though it was asked before")
    .option("--json", "print it as JSON")
    .action(async (name: string, flags: ShowFlags) => {
      const { openCatalog } = await import("../../project/catalog.ts");
      const project = projectForReading(shell.cwd);
      const { profiles } = openCatalog(project);
      const profile = profiles.get(name);
      const wanted = OFFERS.filter((what) => flags[what] === true);
      const told = publicProfile(profile);
      const files = profiles.files(name);
      const offer = wanted.length === 0 ? null : await ask(project, name, flags);
      if (flags.json === true)
        return shell.out.line(JSON.stringify({ ...told, program: programOf(profile), files, ...offer }));
      if (offer !== null) return tellOffer(offer, wanted, shell);
      await tellProfile(
        told,
        files.map((file) => shown(file, project.root)),
        shell,
      );
    });
};

async function ask(project: Project, name: string, { fresh }: ShowFlags): Promise<KnownOffer> {
  const { agentOffer } = await import("../../agents/agent-offer.ts");
  return agentOffer(project, name, { isFresh: fresh === true, signal: interruption() });
}

function tellOffer(offer: KnownOffer, wanted: readonly (typeof OFFERS)[number][], { out }: Shell): void {
  for (const what of wanted) {
    const list = offer[what];
    if (list === null || list.length === 0) out.line(out.style.dim(`It names no ${what}.`));
    const mark = what === "commands" ? "/" : "";
    for (const line of tableLines((list ?? []).map(({ id, about }) => [mark + id, firstLine(about)]))) out.line(line);
  }
  out.line(out.style.dim(`# As it said ${dateText(Date.parse(offer.askedAt))}; --fresh asks anew.`));
}

const firstLine = (text: string | null): string => text?.trim().split("\n")[0] ?? "";

async function tellProfile(told: JsonObject, files: readonly string[], { out }: Shell): Promise<void> {
  const { withoutForeign } = await import("../../project/agent-files.ts");
  const { yamlText } = await import("../../definition/index.ts");
  const { dim } = out.style;
  const [own = "", ...bases] = files;
  out.line(dim(`# ${own}`));
  for (const base of bases) out.line(dim(`# extends ${base}`));
  if (hasVariables(told)) out.line(dim("# Of `env` only the names are shown."));
  out.write(yamlText(filled(withoutForeign(told))));
}

const shown = (file: string, root: string): string =>
  file.startsWith(root + path.sep) ? path.relative(root, file) : file;

const hasVariables = ({ env, mcp }: JsonObject): boolean => !isEmpty(env ?? null) || !isEmpty(mcp ?? null);

/** Without what is empty. */
function filled(value: JsonObject): JsonObject {
  const entries = Object.entries(value).map(([key, inner]) => [key, isMap(inner) ? filled(inner) : inner] as const);
  return Object.fromEntries(entries.filter(([, inner]) => !isEmpty(inner)));
}

const isMap = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEmpty = (value: Json): boolean =>
  value === null || (typeof value === "object" && Object.keys(value).length === 0);
