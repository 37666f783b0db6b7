import type { App } from "../app.ts";
import { runChecks } from "./checks.ts";
import type { Finding } from "./finding.ts";

export interface Health {
  /** The worst of all. */
  readonly status: Finding["level"];
  readonly components: readonly Finding[];
}

/** What `drover doctor` finds, as an engine at work sees it. */
export async function healthOf({ project, store }: Pick<App, "project" | "store">): Promise<Health> {
  const components = await runChecks(project, async () => ({ store, close: async () => undefined }));
  const worst = (["fail", "warn"] as const).find((level) => components.some((one) => one.level === level));
  return { status: worst ?? "ok", components };
}
