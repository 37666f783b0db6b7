import { askGit, gitFailed, gitLine, zeroSeparated } from "./git.ts";

const NAME = "Drover";
const EMAIL = "drover@localhost";

export interface Committer {
  /**
   * Gives a commit an author and a committer where the user has configured none: "Drover <drover@localhost>". What is configured, in part
   * or in whole, stays. A name that git would make up from the host's is not configured.
   */
  readonly env: Readonly<Record<string, string>>;
  /** The user has their commits signed. */
  readonly signs: boolean;
}

const SETTINGS = String.raw`^((user|author|committer)\.(name|email)|commit\.gpgsign)$`;

/** Who commits in a repository, by the user's configuration. */
export async function committerFor(folder: string): Promise<Committer> {
  const settings = await settingsOf(folder);
  const env = { ...identityOf("author", settings), ...identityOf("committer", settings) };
  const isWhole = Object.values(env).every((value) => value !== null);
  return { env: isWhole ? {} : completed(env), signs: await signs(folder, settings) };
}

type Settings = ReadonlyMap<string, string>;
type Identity = Readonly<Record<string, string | null>>;

/** As git looks for it; `null` where it would make something up. An empty name is none, an empty address is one. */
function identityOf(who: "author" | "committer", settings: Settings): Identity {
  const [name, email] = [`GIT_${who.toUpperCase()}_NAME`, `GIT_${who.toUpperCase()}_EMAIL`];
  return {
    [name]: process.env[name] ?? (settings.get(`${who}.name`) || settings.get("user.name") || null),
    [email]: process.env[email] ?? (settings.get(`${who}.email`) || settings.get("user.email")) ?? null,
  };
}

const completed = (identity: Identity): Committer["env"] =>
  Object.fromEntries(
    Object.entries(identity).map(([key, value]) => [key, value ?? (key.endsWith("_NAME") ? NAME : EMAIL)]),
  );

async function settingsOf(folder: string): Promise<Settings> {
  const args = ["config", "--null", "--get-regexp", SETTINGS];
  const answer = await askGit(folder, args);
  // Nothing of it is set.
  if (answer.exitCode === 1) return new Map();
  if (answer.exitCode !== 0) throw gitFailed(folder, args, answer);
  // The last one counts.
  return new Map(
    zeroSeparated(answer.stdout).map((entry) => {
      const end = entry.indexOf("\n");
      return end < 0 ? [entry, ""] : [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
}

/** Git knows many words for yes. */
const signs = async (folder: string, settings: Settings): Promise<boolean> =>
  settings.has("commit.gpgsign") && (await gitLine(folder, ["config", "--type=bool", "commit.gpgSign"])) === "true";
