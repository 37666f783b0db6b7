import { DroverError } from "../core/errors.ts";
import { askGit } from "./git.ts";

/**
 * The name with everything that git refuses in a branch turned into dashes; a valid name stays as it is.
 * (`git help check-ref-format` has the rules.)
 */
function tidyBranchName(name: string): string {
  const parts = name
    // oxlint-disable-next-line no-control-regex -- git refuses control characters, so they have to be named
    .replaceAll(/[\u0000-\u0020\u007F~^:?*[\\]+|@\{|\.{2,}/g, "-")
    .split("/")
    .map((part) => part.replace(/^\.+/, "").replace(/(\.lock|\.)+$/, ""))
    .filter((part) => part !== "");
  return parts.join("/").replace(/^-+/, "").replace(/-+$/, "");
}

/** A branch name that git takes. Throws `inputs.invalid` when nothing is left of it. */
export async function validBranchName(folder: string, wanted: string): Promise<string> {
  const name = (await isValid(folder, wanted)) ? wanted : tidyBranchName(wanted);
  if (name !== "" && (name === wanted || (await isValid(folder, name)))) return name;
  throw new DroverError(
    "inputs.invalid",
    `Cannot name a branch "${wanted}": git does not take that name. Give another one as workspace.branch`,
  );
}

async function isValid(folder: string, name: string): Promise<boolean> {
  if (name === "" || name === "HEAD" || name === "@" || name.startsWith("-") || name.includes("\0")) return false;
  return (await askGit(folder, ["check-ref-format", `refs/heads/${name}`])).exitCode === 0;
}

/** Why a new branch cannot have that name, beside the others; `null` when it can. */
export function branchClash(name: string, branches: readonly string[]): string | null {
  for (const other of branches) {
    if (other === name) return "a branch of that name exists already";
    if (name.startsWith(`${other}/`) || other.startsWith(`${name}/`))
      return `the branch "${other}" stands in its way (git keeps branches as files and folders)`;
  }
  return null;
}
