import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { ROLES, type Caller, type Role } from "./tokens.ts";

/** Browsers: a link that works once gives a cookie. */
export interface Sessions {
  /** The name of the cookie. A browser keeps one jar for all ports of a host: daemons of two projects must not take each other's. */
  readonly cookie: string;
  /** A secret that `enter` takes once, within a minute. */
  invite(caller: Caller): string;
  /** A cookie's value for the invited; `null` for a secret that is unknown, used or too old. */
  enter(secret: string): string | null;
  /** `null` for a cookie that is not ours or too old. */
  callerOf(cookie: string): Caller | null;
}

/** How its name begins. */
export const COOKIE = "drover_session";
const LINK_MS = 60_000;
const SESSION_MS = 30 * 24 * 60 * 60_000;
const MOST_LINKS = 100;

type Kept = readonly [name: string, role: Role, until: number, token: string | null];

/** A cookie says whose it is and is signed, so that it outlives the daemon. `key`: whoever has it can make cookies. */
export function createSessions(key: string, now: () => number = Date.now): Sessions {
  const links = new Map<string, { readonly caller: Caller; readonly until: number }>();
  const signature = (text: string): Buffer => createHmac("sha256", `session ${key}`).update(text).digest();

  return {
    cookie: `${COOKIE}_${createHmac("sha256", `cookie ${key}`).update("name").digest("hex").slice(0, 12)}`,
    invite(caller) {
      for (const [secret, { until }] of links) if (until < now()) links.delete(secret);
      const [oldest] = links.keys();
      if (links.size >= MOST_LINKS && oldest !== undefined) links.delete(oldest);
      const secret = randomBytes(32).toString("base64url");
      links.set(secret, { caller, until: now() + LINK_MS });
      return secret;
    },
    enter(secret) {
      const link = links.get(secret);
      links.delete(secret);
      if (link === undefined || link.until < now()) return null;
      const { name, role, token = null, until = now() + SESSION_MS } = link.caller;
      const text = Buffer.from(JSON.stringify([name, role, until, token])).toString("base64url");
      return `${text}.${signature(text).toString("base64url")}`;
    },
    callerOf(cookie) {
      const [text = "", given = ""] = cookie.split(".");
      const expected = signature(text);
      const signed = Buffer.from(given, "base64url");
      if (signed.length !== expected.length || !timingSafeEqual(signed, expected)) return null;
      const [name, role, until, token] = JSON.parse(Buffer.from(text, "base64url").toString()) as Kept;
      if (until <= now() || !ROLES.includes(role)) return null;
      return { name, role, until, ...(token !== null && { token }) };
    },
  };
}
