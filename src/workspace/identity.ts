import { askGit, gitLineOrNull } from "./git.ts";

const NAME = "Drover";
const EMAIL = "drover@localhost";

/**
 * Environment that gives a commit an author where the user has configured none: "Drover <drover@localhost>". What is
 * configured, in part or in whole, stays. A name that git would make up from the host's is not configured.
 */
export async function identityFor(folder: string): Promise<Readonly<Record<string, string>>> {
  if ((await isConfigured(folder, "GIT_AUTHOR_IDENT")) && (await isConfigured(folder, "GIT_COMMITTER_IDENT")))
    return {};
  const name = (await gitLineOrNull(folder, ["config", "user.name"])) ?? NAME;
  const email = (await gitLineOrNull(folder, ["config", "user.email"])) ?? EMAIL;
  return {
    GIT_AUTHOR_NAME: process.env["GIT_AUTHOR_NAME"] ?? name,
    GIT_AUTHOR_EMAIL: process.env["GIT_AUTHOR_EMAIL"] ?? email,
    GIT_COMMITTER_NAME: process.env["GIT_COMMITTER_NAME"] ?? name,
    GIT_COMMITTER_EMAIL: process.env["GIT_COMMITTER_EMAIL"] ?? email,
  };
}

const isConfigured = async (folder: string, variable: string): Promise<boolean> =>
  (await askGit(folder, ["-c", "user.useConfigOnly=true", "var", variable])).exitCode === 0;
