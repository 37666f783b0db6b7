import crypto, { randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../../core/errors.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { replaceFile } from "../../engine/index.ts";

/** Each role may do what the one before it may. */
export const ROLES = ["read", "operate", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const mayDo = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Who makes a request. */
export interface Caller {
  /** The token's name, or the person on this machine. */
  readonly name: string;
  readonly role: Role;
  /** Which token it was told by, as a part of its hash; left out for who comes by the socket. */
  readonly token?: string;
  /** When a browser's session ends. Milliseconds since 1970. */
  readonly until?: number;
}

/** A token as it is kept: what it hashes to, never itself. */
export interface TokenRecord {
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

const PREFIX = "drover_";
const sha256 = (text: string): Buffer => crypto.hash("sha256", text, "buffer");

/** The token of a project's state folder that may do everything; made at the first start, readable by its owner alone. */
export function ownerToken(state: string): string {
  const file = path.join(state, "token");
  const kept = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (kept !== "") return kept;
  // An empty one would open nothing, and sign cookies that everybody could make.
  const made = newToken();
  replaceFile(file, `${made}\n`);
  return made;
}

const newToken = (): string => PREFIX + randomBytes(32).toString("base64url");

const tokensFile = (state: string): string => path.join(state, "tokens.json");

/** Throws `daemon.failed` for a file that somebody has damaged: nobody knows then whose tokens still count. */
export function listTokens(state: string): readonly TokenRecord[] {
  const file = tokensFile(state);
  if (!existsSync(file)) return [];
  const tokens = tokensIn(readFileSync(file, "utf8"));
  if (tokens !== null) return tokens;
  throw new DroverError(
    "daemon.failed",
    `Cannot tell which tokens count: "${file}" is damaged. Remove it, and make them anew with \`drover token add\`; the owner's own still counts.`,
  );
}

function tokensIn(text: string): readonly TokenRecord[] | null {
  try {
    const read = JSON.parse(text) as Json;
    const tokens = isJsonObject(read) ? read["tokens"] : null;
    return Array.isArray(tokens) && tokens.every(isToken) ? tokens : null;
  } catch {
    return null;
  }
}

const isToken = (one: Json): boolean =>
  isJsonObject(one) &&
  ["name", "hash", "createdAt"].every((key) => typeof one[key] === "string") &&
  ROLES.some((role) => role === one["role"]);

/** Makes a further token and gives it back, the only time that anybody sees it. Throws `usage` for a name that is taken. */
export function addToken(state: string, name: string, role: Role): string {
  const others = listTokens(state);
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name))
    throw new DroverError("usage", `Cannot add token "${name}": a name has 1 to 64 letters, digits, _ . and -.`);
  if (others.some((token) => token.name === name))
    throw new DroverError("usage", `Cannot add token "${name}": there is one of that name. Remove it first.`);
  const token = newToken();
  const record: TokenRecord = {
    name,
    role,
    hash: sha256(token).toString("hex"),
    createdAt: new Date().toISOString(),
  };
  writeTokens(state, [...others, record]);
  return token;
}

/** Throws `usage` when there is none of that name. */
export function removeToken(state: string, name: string): void {
  const tokens = listTokens(state);
  if (!tokens.some((token) => token.name === name))
    throw new DroverError("usage", `Cannot remove token "${name}": there is none of that name.`);
  writeTokens(
    state,
    tokens.filter((token) => token.name !== name),
  );
}

const writeTokens = (state: string, tokens: readonly TokenRecord[]): void =>
  replaceFile(tokensFile(state), `${JSON.stringify({ v: 1, tokens }, null, 2)}\n`);

/** Finds out whose a token is; takes up at once what was added or removed. */
export interface TokenBook {
  /** `null` for a token that nobody knows. */
  callerOf(token: string): Caller | null;
  /** Whether the token that a session began with is still there, in the same role. */
  stands(caller: Caller): boolean;
}

const markOf = (hash: Buffer): string => hash.toString("hex").slice(0, 16);

export function openTokenBook(state: string): TokenBook {
  const owner = sha256(ownerToken(state));
  const ownerCaller: Caller = { name: "owner", role: "admin", token: markOf(owner) };
  let mark = "";
  let known: readonly (Caller & { readonly hash: Buffer })[] = [];
  const refresh = (): void => {
    const stat = statSync(tokensFile(state), { throwIfNoEntry: false });
    const now = stat === undefined ? "" : `${stat.ino} ${stat.mtimeMs}`;
    if (now === mark) return;
    known = listTokens(state).map(({ name, role, hash }) => ({ name, role, hash: Buffer.from(hash, "hex") }));
    mark = now;
  };
  return {
    callerOf(token) {
      const hash = sha256(token);
      if (timingSafeEqual(hash, owner)) return ownerCaller;
      refresh();
      const found = known.find((one) => one.hash.length === hash.length && timingSafeEqual(one.hash, hash));
      return found === undefined ? null : { name: found.name, role: found.role, token: markOf(found.hash) };
    },
    stands({ name, role, token }) {
      if (token === undefined || token === ownerCaller.token) return true;
      refresh();
      return known.some((one) => one.name === name && one.role === role && markOf(one.hash) === token);
    },
  };
}
