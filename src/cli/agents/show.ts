import path from "node:path";
import type { Json, JsonObject } from "../../core/json.ts";
import type { AddCommand } from "../commands.ts";
import { projectForReading } from "../find-project.ts";
import { programOf, publicProfile } from "./profile-json.ts";

export const addAgentsShow: AddCommand = (agents, shell) => {
  agents
    .command("show")
    .summary("show a profile with all that it extends")
    .description(
      "Shows a profile as YAML, with everything that it extends and filled in, and the files that it comes from. Of environment variables only the names.",
    )
    .argument("<name>", "the agent, or <agent>:<variant>")
    .option("--json", "print it as JSON")
    .action(async (name: string, { json }: { json?: true }) => {
      const { openCatalog } = await import("../../catalog.ts");
      const { withoutForeign } = await import("../../agent-files.ts");
      const { yamlText } = await import("../../definition/index.ts");
      const project = projectForReading(shell.cwd);
      const { profiles } = openCatalog(project);
      const profile = profiles.get(name);
      const files = profiles.files(name);
      const told = publicProfile(profile);
      if (json === true) return shell.out.line(JSON.stringify({ ...told, program: programOf(profile), files }));
      const { dim } = shell.out.style;
      const [own = "", ...bases] = files.map((file) => shown(file, project.root));
      shell.out.line(dim(`# ${own}`));
      for (const base of bases) shell.out.line(dim(`# extends ${base}`));
      if (hasVariables(told)) shell.out.line(dim("# Of `env` only the names are shown."));
      shell.out.write(yamlText(filled(withoutForeign(told))));
    });
};

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
