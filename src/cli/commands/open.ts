import { spawn } from "node:child_process";
import os from "node:os";
import { DroverError } from "../../core/errors.ts";
import { callDaemon } from "../../daemon/call.ts";
import { projectOrRepository, prepareState } from "../find-project.ts";
import type { AddCommand } from "../commands.ts";
import { ensureDaemon } from "../host.ts";
import { programOnPath } from "../../program-on-path.ts";
import type { Shell } from "../shell.ts";

interface OpenFlags {
  readonly print?: true;
  readonly json?: true;
}

export const addOpen: AddCommand = (program, shell) => {
  program
    .command("open")
    .summary("open the daemon in a browser")
    .description(
      "Opens the browser at a link that logs in once, within a minute; starts a daemon when there is none. Where no browser can be opened, as over ssh, the link is printed, with the way to reach it from your own machine.",
    )
    .option("--print", "only print the link")
    .option("--json", "print the link as JSON, and open nothing")
    .action((flags: OpenFlags) => open(flags, shell));
};

async function open({ print, json }: OpenFlags, shell: Shell): Promise<void> {
  const project = projectOrRepository(shell.cwd);
  prepareState(project);
  await ensureDaemon(project);
  const { url } = await callDaemon<{ url: string | null }>(project, { method: "POST", path: "/links" });
  if (url === null) throw new DroverError("daemon.failed", "Cannot open the daemon: it listens at its socket alone.");
  if (json === true) return shell.out.line(JSON.stringify({ url }));
  const browser = print === true ? null : browserOf(process.env);
  if (browser !== null && (await isOpened(browser, url))) return shell.out.line("Opened in the browser.");
  shell.out.line(url);
  if (print !== true && isRemote(process.env)) for (const line of tunnelLines(url)) shell.err.line(line);
}

/** Whoever sits at another machine sees no browser of this one. */
const isRemote = (env: NodeJS.ProcessEnv): boolean => (env["SSH_CONNECTION"] ?? "") !== "";

/** The program that opens a link; `null` for none. `BROWSER` is the user's own word. */
function browserOf(env: NodeJS.ProcessEnv): string | null {
  const own = env["BROWSER"] ?? "";
  if (own !== "") return programOnPath(own);
  if (process.platform === "darwin") return isRemote(env) ? null : programOnPath("open");
  const hasScreen = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((screen) => (screen ?? "") !== "");
  return hasScreen ? programOnPath("xdg-open") : null;
}

/** False when it could not be started, or said at once that it has failed. */
function isOpened(browser: string, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(browser, [url], { stdio: "ignore", detached: true });
    // A browser may stay for as long as its window does.
    const patience = setTimeout(() => resolve(true), 2_000);
    const settle = (isOpen: boolean): void => {
      clearTimeout(patience);
      resolve(isOpen);
    };
    child.once("error", () => settle(false));
    child.once("exit", (code) => settle(code === 0));
    child.unref();
  });
}

function tunnelLines(url: string): readonly string[] {
  const { port } = new URL(url);
  return [
    "On your own machine, while it is open, then open the link there:",
    `  ssh -N -L ${port}:127.0.0.1:${port} ${os.userInfo().username}@${os.hostname()}`,
  ];
}
