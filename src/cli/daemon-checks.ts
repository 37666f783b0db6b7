import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { crashReports } from "../project/crash-reports.ts";
import { daemonStatus } from "../daemon/ensure.ts";
import { readEndpoint } from "../daemon/endpoint.ts";
import { packageVersion, type Project } from "../project/project.ts";
import type { NamedCheck } from "../control/checks.ts";
import { fail, ok, warn, type Finding } from "../control/finding.ts";
import { count } from "../core/counts.ts";

/** The daemon answers at its socket, and is of this version. Without one nothing is wrong: commands start it. */
async function daemonCheck(project: Project): Promise<Finding> {
  const status = await daemonStatus(project);
  if (status === null) return ok("daemon", "none is running");
  const found = `process ${status.pid}, version ${status.version}`;
  return status.version === packageVersion()
    ? ok("daemon", found)
    : warn(
        "daemon",
        found,
        `This command is ${packageVersion()}: \`drover restart\` brings the daemon to it; agents go on.`,
      );
}

const PATIENCE_MS = 2_000;

/** What it has written down of its port is true. */
async function portCheck(project: Project): Promise<Finding> {
  const endpoint = readEndpoint(project);
  if ((await daemonStatus(project)) === null) return ok("port", "no daemon listens");
  if (endpoint === null)
    return fail("port", "daemon.json is damaged or gone: programs do not find it", "`drover restart` writes it anew.");
  if (endpoint.url === null) return ok("port", "the socket alone");
  if (endpoint.url.startsWith("https:")) return ok("port", `${endpoint.url} (TLS; not asked)`);
  const answer = await answerAt(`${endpoint.url}/api/v1/status`);
  // Without a token it has to refuse.
  if (answer === 401) return ok("port", endpoint.url);
  const found = `${endpoint.url} ${answer === null ? "does not answer" : `answers with ${answer}`}`;
  return fail(
    "port",
    found,
    "Another program may be in its place, or a firewall in between: `drover restart -- --port 0` takes another.",
  );
}

function answerAt(url: string): Promise<number | null> {
  return new Promise((resolve) => {
    const request = http.get(url, { timeout: PATIENCE_MS, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(null));
    request.once("close", () => resolve(null));
  });
}

/** Whoever reads these files may do everything. */
function tokenCheck({ state }: Project): Finding {
  const files = ["token", "tokens.json", "daemon.sock"].map((name) => path.join(state, name));
  const open = files.filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0);
  if (open.length === 0) return ok("token", existsSync(files[0] ?? "") ? "readable by you alone" : "not made yet");
  return fail("token", `others can read ${open.join(", ")}`, `chmod 600 ${open.map((file) => `'${file}'`).join(" ")}`);
}

const SOON_MS = 60_000;

/** Timers and tokens of sessions go by the clock; a store that was written later than now means that it was put back. */
function clockCheck({ state }: Project): Finding {
  const data = path.join(state, "store", "data.mdb");
  const ahead = existsSync(data) ? statSync(data).mtimeMs - Date.now() : 0;
  if (ahead < SOON_MS) return ok("clock", new Date().toISOString());
  return warn(
    "clock",
    `the store was written ${Math.round(ahead / 1000)} s in the future`,
    "The clock was put back: timers ring late by as much. Set it right, or wait.",
  );
}

const GOOD_WATCHES = 8192;
const GOOD_INSTANCES = 128;

/** How many files and folders this user may have watched; Linux alone says. */
function watchCheck(): Finding {
  const limit = (name: string): number | null => {
    const file = `/proc/sys/fs/inotify/${name}`;
    return existsSync(file) ? Number(readFileSync(file, "utf8")) : null;
  };
  const [watches, instances] = [limit("max_user_watches"), limit("max_user_instances")];
  if (watches === null || instances === null) return ok("file watching", "no limit of Linux's kind here");
  const found = `${watches} watches, ${instances} watchers`;
  if (watches >= GOOD_WATCHES && instances >= GOOD_INSTANCES) return ok("file watching", found);
  return warn(
    "file watching",
    found,
    `sudo sysctl fs.inotify.max_user_watches=${GOOD_WATCHES * 8} fs.inotify.max_user_instances=${GOOD_INSTANCES * 4}`,
  );
}

/** A unit of systemd or launchd that serves this project leaves agents alone. */
function unitCheck({ root }: Project): Finding {
  const found = unitFiles()
    .map((file) => ({ file, text: readFileSync(file, "utf8") }))
    .find(({ text }) => text.includes("serve") && places(root).some((place) => text.includes(place)));
  if (found === undefined) return ok("unit", "none; commands start the daemon. `drover serve --print-unit` prints one");
  const { file, text } = found;
  const isGentle = file.endsWith(".plist")
    ? /<key>AbandonProcessGroup<\/key>\s*<true\/>/.test(text)
    : /^KillMode=process\s*$/m.test(text);
  if (isGentle) return ok("unit", file);
  const setting = file.endsWith(".plist") ? "AbandonProcessGroup to true" : "KillMode=process";
  return fail(
    "unit",
    `${file} ends agents with the daemon`,
    `Set ${setting} in it, or print it anew: \`drover serve --print-unit\`.`,
  );
}

const places = (root: string): readonly string[] => [
  `WorkingDirectory=${root.replaceAll("%", "%%")}\n`,
  `<string>${root}</string>`,
];

function unitFiles(): readonly string[] {
  const config = process.env["XDG_CONFIG_HOME"] ?? path.join(os.homedir(), ".config");
  const folders = [path.join(config, "systemd/user"), path.join(os.homedir(), "Library/LaunchAgents")];
  return folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.includes("drover") && /\.(service|plist)$/.test(name))
          .map((name) => path.join(folder, name))
      : [],
  );
}

async function notificationCheck(project: Project): Promise<Finding> {
  const { openCatalog } = await import("../project/catalog.ts");
  const { notify } = openCatalog(project).config;
  if (notify.length === 0) return ok("notifications", "nobody is to be told");
  const unset = notify.flatMap(({ secret }) =>
    secret !== null && process.env[`DROVER_SECRET_${secret}`] === undefined ? [`DROVER_SECRET_${secret}`] : [],
  );
  if (unset.length > 0)
    return warn("notifications", `${unset.join(", ")} not set here`, "Nothing is posted until the daemon has it.");
  const { desktopProblem } = await import("../daemon/desktop.ts");
  const problem = notify.some(({ desktop }) => desktop) ? desktopProblem() : null;
  return problem === null
    ? ok("notifications", count(notify.length, "listener"))
    : warn(
        "notifications",
        `the desktop shows nothing: ${problem}`,
        "Mend that, or take `desktop` out of config.yaml.",
      );
}

function crashesCheck(project: Project): Finding {
  const reports = crashReports(project);
  const newest = reports.at(-1);
  if (newest === undefined) return ok("crashes", "none");
  return warn(
    "crashes",
    `${count(reports.length, "report")} of a daemon that crashed; the newest: ${path.relative(project.root, newest)}`,
    "Read it, tell Drover's makers (secrets are masked; look at it nevertheless), and remove the file.",
  );
}

/** What only a command can ask: of the daemon, and of what it needs of the machine. */
export const DAEMON_CHECKS: readonly NamedCheck[] = [
  ["clock", clockCheck],
  ["file watching", watchCheck],
  ["daemon", daemonCheck],
  ["port", portCheck],
  ["token", tokenCheck],
  ["unit", unitCheck],
  ["notifications", notificationCheck],
  ["crashes", crashesCheck],
];
