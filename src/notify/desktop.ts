import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type Notifier from "node-notifier";
import type { Notice } from "./notice.ts";
import type { Told } from "./webhook.ts";

/** For an optional package: bundles that came out of the cache of compiled code can import nothing. */
const require = createRequire(import.meta.url);

/** Why nothing can be shown on this machine's desktop; `null` when it can. */
export function desktopProblem(env: NodeJS.ProcessEnv = process.env): string | null {
  if (!isInstalled()) return "the package node-notifier is not installed";
  if (process.platform !== "linux") return null;
  const hasScreen = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((screen) => (screen ?? "") !== "");
  if (!hasScreen) return "there is no screen (DISPLAY, WAYLAND_DISPLAY)";
  return isOnPath("notify-send", env) ? null : "the program notify-send is not on PATH";
}

/** Shows a notice. What cannot be shown is not kept for later: by then it is old. */
export async function show(notice: Notice): Promise<Told> {
  const problem = desktopProblem();
  if (problem !== null) return { is: "never", why: problem };
  const notifier = require("node-notifier") as typeof Notifier;
  return new Promise((resolve) => {
    notifier.notify({ title: "Drover", message: notice.message, wait: false }, (error) =>
      resolve(error === null ? { is: "told" } : { is: "never", why: error.message }),
    );
  });
}

/** Looked for, not loaded: `drover doctor` asks too. */
function isInstalled(): boolean {
  try {
    require.resolve("node-notifier");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}

const isOnPath = (program: string, { PATH = "" }: NodeJS.ProcessEnv): boolean =>
  PATH.split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
