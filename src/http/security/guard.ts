import type { IncomingMessage } from "node:http";
import { DroverError } from "../../core/errors.ts";
import { isBySocket } from "./by-socket.ts";
import type { Sessions } from "./sessions.ts";
import { mayDo, type Caller, type Role, type TokenBook } from "./tokens.ts";

export interface GuardOptions {
  readonly tokens: TokenBook;
  readonly sessions: Sessions;
  /** Names of hosts, with their ports, under which the daemon is reached: everything else is DNS rebinding. */
  readonly hosts: () => readonly string[];
  /** Who comes by the socket: the folder that it lies in lets nobody else in. */
  readonly owner: Caller;
}

export interface Guard {
  /** Throws `auth.origin`, `auth.missing` or `auth.forbidden`. */
  admit(request: IncomingMessage, needed: Role): Caller;
  /** Whether it would be admitted: for what says more to some than to others. */
  lets(request: IncomingMessage, needed: Role): boolean;
  /** Throws `auth.origin` for a request that was not meant for this daemon. */
  checkOrigin(request: IncomingMessage): void;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Decides for every request, streams included, whether it may pass. */
export function createGuard({ tokens, sessions, hosts, owner }: GuardOptions): Guard {
  function checkOrigin(request: IncomingMessage): void {
    if (isBySocket(request)) return;
    const { host, origin } = request.headers;
    const own = hosts();
    if (host === undefined || !own.includes(host.toLowerCase()))
      throw new DroverError("auth.origin", "Cannot answer: the request's Host is not this daemon's.");
    if (origin !== undefined && !isOwnOrigin(origin, own))
      throw new DroverError("auth.origin", "Cannot answer: the request comes from another site.");
  }

  function callerOf(request: IncomingMessage): Caller | null {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (bearer !== undefined) return tokens.callerOf(bearer);
    // A browser sends the cookie along whoever asks: what changes something has to come from our own page.
    const cookie = cookieOf(request, sessions.cookie);
    if (cookie === null) return isBySocket(request) ? owner : null;
    const isOwnPage = request.headers.origin !== undefined || request.headers["sec-fetch-site"] === "same-origin";
    const caller = isOwnPage || SAFE.has(request.method ?? "") ? sessions.callerOf(cookie) : null;
    return caller !== null && tokens.stands(caller) ? caller : null;
  }

  return {
    checkOrigin,
    lets(request, needed) {
      checkOrigin(request);
      const caller = callerOf(request);
      return caller !== null && mayDo(caller.role, needed);
    },
    admit(request, needed) {
      checkOrigin(request);
      const caller = callerOf(request);
      if (caller === null)
        throw new DroverError(
          "auth.missing",
          "Cannot answer without a token: send it as `Authorization: Bearer …`, or open the page with `drover open`.",
        );
      if (!mayDo(caller.role, needed))
        throw new DroverError("auth.forbidden", `Cannot do that with the role "${caller.role}": it takes "${needed}".`);
      return caller;
    },
  };
}

function isOwnOrigin(origin: string, hosts: readonly string[]): boolean {
  const match = /^https?:\/\/(.+)$/.exec(origin.toLowerCase());
  return match?.[1] !== undefined && hosts.includes(match[1]);
}

function cookieOf({ headers }: IncomingMessage, wanted: string): string | null {
  for (const part of (headers.cookie ?? "").split(";")) {
    const [name, ...value] = part.trim().split("=");
    if (name === wanted) return value.join("=");
  }
  return null;
}
