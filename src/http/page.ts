import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DroverError } from "../core/errors.ts";
import { SHIPPED } from "../project/project.ts";
import type { Api } from "./api.ts";
import { cursorText } from "./streams/cursor.ts";

const TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000;

/**
 * The inspector: files that hold no data, so that everybody on this machine may read them; what it shows it asks the API for.
 * Everything that is neither a file nor a path of the API is the page itself, which knows its own paths.
 */
export async function servePage(server: FastifyInstance, api: Api, folder: string = SHIPPED.inspector): Promise<void> {
  const file = path.join(folder, "index.html");
  const page = existsSync(file) ? readFileSync(file, "utf8") : null;
  if (page !== null) {
    await server.register(fastifyStatic, {
      root: path.join(folder, "assets"),
      prefix: "/assets/",
      // The names of the files change with what is in them.
      immutable: true,
      maxAge: TEN_YEARS_MS,
      index: false,
      decorateReply: false,
    });
  }
  const show = async ({ raw }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (page === null)
      throw new DroverError("route.unknown", "Cannot show the inspector: it was not built. `npm run build` builds it.");
    const nonce = randomBytes(16).toString("base64");
    return reply
      .headers({
        "content-security-policy": policyOf(nonce),
        "x-frame-options": "DENY",
        // Kept, it would begin with the events of then.
        "cache-control": "no-store",
      })
      .type("text/html; charset=utf-8")
      .send(page.replaceAll("{{nonce}}", nonce).replace("{{events}}", api.guard.lets(raw, "read") ? now(api) : ""));
  };
  for (const url of PATHS) server.get(url, { schema: { hide: true } }, show);
}

/** What the page fetches is of now or later: with the events from here on, none falls between its fetching and its listening. */
const now = ({ events }: Api): string => cursorText(events.end());

/** Where the page can be opened: the first parts of its own paths. */
const PATHS = [
  "/",
  ...["runs", "board", "inbox", "workflows", "agents", "triggers", "usage", "health"].flatMap((one) => [
    `/${one}`,
    `/${one}/*`,
  ]),
];

/** No script but the page's own files, nothing from elsewhere; the editor makes its styles while it runs, by the nonce. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
