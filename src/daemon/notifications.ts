import { createHash } from "node:crypto";
import type pino from "pino";
import type { App } from "../app.ts";
import type { Notify } from "../definition/config.ts";
import { post, show, startTeller, type Teller } from "../notify/index.ts";
import { environmentSecrets } from "../project/secrets.ts";

export interface Notifications {
  /** Resolves when nothing is under way; what was not told is told by the next daemon. */
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;

/** Tells those whom `notify` in config.yaml names, each at its own pace. Throws nothing: what cannot be told is logged. */
export async function startNotifications(app: App, log: pino.Logger): Promise<Notifications> {
  const tellers = (await Promise.all(app.catalog.config.notify.map((one) => tellersOf(app, one, log)))).flat();
  const unwatch = app.engine.watch(() => {
    for (const teller of tellers) teller.ring();
  });
  return {
    async close() {
      unwatch();
      await Promise.all(tellers.map((teller) => teller.close()));
    },
  };
}

/** One for each way: a webhook that does not answer keeps nothing from the desktop. */
function tellersOf(app: App, { on, workflow, desktop, webhook, secret }: Notify, log: pino.Logger): Promise<Teller[]> {
  const { store, project } = app;
  const teller = (to: string, tell: Parameters<typeof startTeller>[0]["tell"]): Promise<Teller> =>
    startTeller({
      store,
      fact: factOf(to, { on, workflow }),
      wanted: { on, workflow },
      tell,
      firstPauseMs: FIRST_PAUSE_MS,
      onProblem: ({ notice, why, isLost }) =>
        log[isLost ? "error" : "warn"](
          { event: notice.id, type: notice.type, why },
          isLost ? "a notification was refused" : "a notification is tried again",
        ),
    });
  return Promise.all([
    ...(desktop ? [teller("desktop", show)] : []),
    ...(webhook === null
      ? []
      : [
          teller(webhook, (notice, stopping) => {
            const key = secret === null ? null : environmentSecrets.get(secret);
            // Unsigned, it would be taken for somebody else's.
            if (secret !== null && key === null)
              return Promise.resolve({ is: "later", why: `the secret DROVER_SECRET_${secret} is not set` });
            return post({ url: webhook, key, project: project.root }, notice, stopping);
          }),
        ]),
  ]);
}

/** An address may hold a secret: the store knows it by its hash. */
const factOf = (to: string, wanted: object): string =>
  `notify:${createHash("sha256")
    .update(JSON.stringify([to, wanted]))
    .digest("hex")
    .slice(0, 32)}`;
