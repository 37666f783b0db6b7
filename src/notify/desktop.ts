import type { NodeNotifier } from "node-notifier";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import type { Notice } from "./notice.ts";
import type { Told } from "./webhook.ts";

/** Why nothing can be shown on this machine's desktop; `null` when it can. */
export async function desktopProblem(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  if ((await load()) === null) return "the package node-notifier is not installed";
  if (process.platform !== "linux") return null;
  const hasScreen = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((screen) => (screen ?? "") !== "");
  if (!hasScreen) return "there is no screen (DISPLAY, WAYLAND_DISPLAY)";
  return isOnPath("notify-send", env) ? null : "the program notify-send is not on PATH";
}

/** Shows a notice. What cannot be shown is not kept for later: by then it is old. */
export async function show(notice: Notice): Promise<Told> {
  const problem = await desktopProblem();
  const notifier = await load();
  if (problem !== null || notifier === null) return { is: "never", why: problem ?? "" };
  return new Promise((resolve) => {
    notifier.notify({ title: "Drover", message: notice.message, wait: false }, (error) =>
      resolve(error === null ? { is: "told" } : { is: "never", why: error.message }),
    );
  });
}

/** An optional package: `null` where it is not installed. */
async function load(): Promise<NodeNotifier | null> {
  try {
    const { default: notifier } = await import("node-notifier");
    return notifier;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return null;
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
