import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { replaceFile } from "../engine/replace-file.ts";
import type Crypto from "node:crypto";
import type { Project } from "../project/project.ts";

/** What the lock of its state folder says that a daemon does. */
export const DAEMON = "drover serve";

/** Where a daemon is reached, for programs that look for it: `.drover/state/daemon.json`. */
export interface Endpoint {
  readonly v: 1;
  readonly pid: number;
  /** A unix socket that only this user can open. */
  readonly socket: string;
  /** `null` when it listens at its socket alone. */
  readonly url: string | null;
  readonly version: string;
}

/** A unix socket's path has at most 104 bytes on macOS, 108 on Linux, the NUL included. */
const LONGEST_SOCKET = 103;

/** The same for everybody who asks. In the state folder, or in the user's own temporary folder where that path is too long. */
export function socketOf({ state }: Project): string {
  const inside = path.join(state, "daemon.sock");
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET) return inside;
  const name = digestOf(state).toString("hex").slice(0, 16);
  return path.join(os.tmpdir(), `drover-${os.userInfo().uid}`, `${name}.sock`);
}

/** Makes the folder of the socket, into which nobody else may look. Throws `daemon.failed` for one of somebody else's. */
export function makeSocketFolder(socket: string): void {
  mkdirSync(path.dirname(socket), { recursive: true, mode: 0o700 });
  assertOwnFolder(socket);
}

/** In a temporary folder that all share, another may have made it first: whoever asks there would hand him its token. */
export function assertOwnFolder(socket: string): void {
  const folder = path.dirname(socket);
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory() && found.uid === os.userInfo().uid && (found.mode & 0o022) === 0) return;
  throw new DroverError(
    "daemon.failed",
    `Cannot use the daemon's socket in "${folder}": others can write there, or it is somebody else's. Remove it, or take their right away (chmod 700).`,
  );
}

const endpointFile = ({ state }: Project): string => path.join(state, "daemon.json");

export const writeEndpoint = (project: Project, endpoint: Endpoint): void =>
  replaceFile(endpointFile(project), `${JSON.stringify(endpoint)}\n`);

/** What the last daemon left, alive or not; `null` for none, and for what no daemon has written. */
export function readEndpoint(project: Project): Endpoint | null {
  const file = endpointFile(project);
  if (!existsSync(file)) return null;
  try {
    const read = JSON.parse(readFileSync(file, "utf8")) as Partial<Endpoint> | null;
    return typeof read?.socket === "string" && read.url !== undefined ? (read as Endpoint) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export const removeEndpoint = (project: Project): void => rmSync(endpointFile(project), { force: true });

/** Where a daemon that nobody gave a port listens: the same for a project each time, so that bookmarks hold. */
export const portOf = ({ state }: Project): number => 20_000 + (digestOf(state).readUInt16BE(0) % 20_000);

/** Loaded only here: most commands need none, and it would take 2 ms of each. */
function digestOf(text: string): Buffer {
  const { createHash } = createRequire(import.meta.url)("node:crypto") as typeof Crypto;
  return createHash("sha256").update(text).digest();
}
