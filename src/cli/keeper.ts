import type { App } from "../app.ts";
import { callDaemon, type Call } from "../daemon/call.ts";
import { DroverError } from "../core/errors.ts";
import type { Project } from "../project/project.ts";

/** Something that changes which runs there are: asked of the daemon, or done here where none runs. */
export interface Keeping<T> {
  readonly command: string;
  readonly call: Call;
  readonly here: (app: App) => Promise<T>;
}

/** Throws what the daemon refuses with, and `engine.locked` where another command has the engine. */
export async function keep<T>(project: Project, { command, call, here }: Keeping<T>): Promise<T> {
  try {
    return await callDaemon<T>(project, call);
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== "daemon.missing") throw error;
  }
  const { openApp } = await import("../app.ts");
  const app = await openApp({ project, command, perform: false });
  try {
    return await here(app);
  } finally {
    await app.close();
  }
}
