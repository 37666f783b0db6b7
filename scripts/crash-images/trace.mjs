// From the system calls of the writer to what they did to its files.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const CALLS = [
  ..."openat close dup dup2 fcntl lseek write writev pwrite64 pwritev pwritev2 ftruncate fallocate".split(" "),
  ..."fdatasync fsync rename renameat renameat2 unlink unlinkat sendfile copy_file_range".split(" "),
];
const TRACER = "strace";
const HEX = '"((?:\\\\x[0-9a-f]{2})*)"';

/** Runs the writer and gives back its operations in the order of their completion. */
export function traceWriter({ folder, groups, trace }) {
  mkdirSync(folder, { recursive: true });
  const writer = fileURLToPath(import.meta.resolve("./writer.mjs"));
  const command = [process.execPath, writer, path.join(folder, "store"), String(groups)];
  const options = ["-f", "-xx", "-s", "4000000", "-e", `trace=${CALLS.join(",")}`, "-o", trace];
  const { error } = spawnSync(TRACER, [...options, ...command], { stdio: ["ignore", "inherit", "inherit"] });
  if (error !== undefined)
    throw new Error(
      `Cannot trace the writer: ${TRACER} does not start (${error.message}). Install it: apt-get install ${TRACER}`,
    );
  return operationsOf(readFileSync(trace, "latin1"), folder);
}

/** Calls of several threads come in two halves when others get between. */
function* wholeCalls(text) {
  const begun = new Map();
  for (const line of text.split("\n")) {
    const [, pid, call] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (call === undefined) continue;
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(call) ?? [];
    if (call.endsWith("<unfinished ...>")) begun.set(pid, call.slice(0, -"<unfinished ...>".length));
    else if (rest !== undefined) yield (begun.get(pid) ?? "") + rest;
    else yield call;
  }
}

/**
 * `create`, `rename` and `unlink` change the folder; `write` and `truncate` a file, which goes by a number that stays when
 * it is renamed; `sync` and `syncFolder` make durable; `acknowledged` is what the writer was promised.
 */
function operationsOf(text, folder) {
  const state = { folder, files: new Map(), open: new Map(), operations: [], count: 0 };
  for (const call of wholeCalls(text)) {
    const [, name, args, result] = /^(\w+)\((.*)\)\s+=\s+(-?\d+)/s.exec(call) ?? [];
    if (name === undefined || Number(result) < 0) continue;
    READERS[name]?.(state, args, Number(result));
  }
  return state.operations;
}

const READERS = {
  openat: readOpen,
  close: (state, args) => state.open.delete(Number(args)),
  lseek: (state, args, result) => moveTo(state, args, result),
  write: readWrite,
  writev: (state, args) => writeHere(state, args, vectorOf(args)),
  pwrite64: (state, args) => {
    const [, fd, data, offset] = new RegExp(`^(\\d+), ${HEX}, \\d+, (\\d+)$`).exec(args) ?? refuse(args);
    writeAt(state, Number(fd), Number(offset), bytesOf(data));
  },
  pwritev: readVectorAt,
  pwritev2: readVectorAt,
  ftruncate: (state, args) => {
    const [fd, length] = args.split(", ").map(Number);
    const file = state.open.get(fd);
    if (file !== undefined) state.operations.push({ type: "truncate", file: file.file, length });
  },
  fsync: readSync,
  fdatasync: readSync,
  rename: readRename,
  renameat: readRename,
  renameat2: readRename,
  unlink: readUnlink,
  unlinkat: readUnlink,
  fallocate: refuseOurs,
  sendfile: refuseOurs,
  copy_file_range: refuseOurs,
  dup: refuseOurs,
  dup2: refuseOurs,
};

const bytesOf = (hex) => Buffer.from(hex.replaceAll("\\x", ""), "hex");
const pathsIn = (args) => [...args.matchAll(new RegExp(HEX, "g"))].map(([, hex]) => bytesOf(hex).toString());
const vectorOf = (args) =>
  Buffer.concat([...args.matchAll(new RegExp(`iov_base=${HEX}`, "g"))].map(([, hex]) => bytesOf(hex)));

function refuse(args) {
  throw new Error(
    `Cannot read the trace: unknown form of a call (${args.slice(0, 200)}). Teach scripts/crash-images/trace.mjs.`,
  );
}

/** A call that the rebuilding does not know would make the images wrong. */
function refuseOurs(state, args) {
  if (args.split(", ").some((arg) => state.open.get(Number(arg))?.file !== undefined)) refuse(args);
}

const ours = (state, name) => (name.startsWith(`${state.folder}/`) ? path.relative(state.folder, name) : null);

function readOpen(state, args, fd) {
  const name = ours(state, pathsIn(args)[0] ?? "");
  state.open.delete(fd);
  if (name === null) return;
  if (args.includes("O_DIRECTORY") || (!/O_CREAT|O_RDWR|O_WRONLY/.test(args) && !state.files.has(name))) {
    state.open.set(fd, { folder: name });
    return;
  }
  if (!state.files.has(name)) {
    state.files.set(name, ++state.count);
    state.operations.push({ type: "create", name, file: state.count });
  }
  const file = state.files.get(name);
  if (args.includes("O_TRUNC")) state.operations.push({ type: "truncate", file, length: 0 });
  state.open.set(fd, { file, offset: 0, synced: /O_DSYNC|O_SYNC/.test(args) });
}

function moveTo(state, args, result) {
  const file = state.open.get(Number(args.split(",")[0]));
  if (file !== undefined) file.offset = result;
}

function readWrite(state, args) {
  const [, data] = new RegExp(`^\\d+, ${HEX}`).exec(args) ?? refuse(args);
  const bytes = bytesOf(data);
  const [, groups] = /^@@ACKNOWLEDGED (\d+)\n$/.exec(bytes.toString("latin1")) ?? [];
  if (groups === undefined) writeHere(state, args, bytes);
  else state.operations.push({ type: "acknowledged", groups: Number(groups) });
}

function writeHere(state, args, bytes) {
  const fd = Number(args.split(",")[0]);
  const file = state.open.get(fd);
  if (file?.file === undefined) return;
  writeAt(state, fd, file.offset, bytes);
  file.offset += bytes.length;
}

function readVectorAt(state, args) {
  const [, fd, offset] = /^(\d+), \[.*\], \d+, (\d+)(?:, \w+)?$/s.exec(args) ?? refuse(args);
  writeAt(state, Number(fd), Number(offset), vectorOf(args));
}

function writeAt(state, fd, offset, bytes) {
  const file = state.open.get(fd);
  if (file?.file !== undefined)
    state.operations.push({ type: "write", file: file.file, offset, bytes, synced: file.synced });
}

function readSync(state, args) {
  const opened = state.open.get(Number(args));
  if (opened?.file !== undefined) state.operations.push({ type: "sync", file: opened.file });
  else if (opened !== undefined) state.operations.push({ type: "syncFolder", folder: opened.folder });
}

function readRename(state, args) {
  const [from, to] = pathsIn(args).map((name) => ours(state, name));
  if (from === null || to === null) return;
  state.operations.push({ type: "rename", from, to });
  state.files.set(to, state.files.get(from));
  state.files.delete(from);
}

function readUnlink(state, args) {
  const name = ours(state, pathsIn(args)[0] ?? "");
  if (name === null || !state.files.delete(name)) return;
  state.operations.push({ type: "unlink", name });
}
