// The files as a crash leaves them. A killed process loses nothing that it wrote. A power cut keeps what was synced; of the
// rest each write may be there, missing, or there in some of its sectors, and changes to a folder are there up to some point.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const SECTOR = 512;
const CHANGES_A_FILE = new Set(["write", "truncate"]);
const CHANGES_A_FOLDER = new Set(["create", "rename", "unlink"]);

/** Each image: the operations that reached the disk, and how many groups of commits had been acknowledged by then. */
export function imagesOf(operations, seed) {
  const random = randomFrom(seed);
  const images = [];
  let acknowledged = 0;
  for (const [at, operation] of operations.entries()) {
    if (operation.type === "acknowledged") acknowledged = operation.groups;
    if (operation.type === "sync" || operation.type === "syncFolder") continue;
    const done = operations.slice(0, at + 1);
    images.push({ model: "kill", at, acknowledged, operations: done });
    for (const kept of powerCuts(done, random)) images.push({ model: "power", at, acknowledged, operations: kept });
  }
  return images;
}

function powerCuts(done, random) {
  const durable = durableOf(done);
  const volatile = done.map((_, i) => i).filter((i) => !durable.has(i));
  const data = volatile.filter((i) => CHANGES_A_FILE.has(done[i].type));
  const names = volatile.filter((i) => CHANGES_A_FOLDER.has(done[i].type));
  if (data.length + names.length === 0) return [];
  const keep = (namesKept, change) =>
    done.flatMap((operation, i) => {
      if (durable.has(i)) return [operation];
      if (CHANGES_A_FOLDER.has(operation.type)) return names.indexOf(i) < namesKept ? [operation] : [];
      return CHANGES_A_FILE.has(operation.type) ? change(operation, i) : [];
    });
  const someNames = Math.floor(random() * (names.length + 1));
  const torn = data[Math.floor(random() * data.length)];
  return [
    keep(0, () => []),
    keep(names.length, () => []),
    keep(names.length, (operation, i) => (i === data.at(-1) ? [operation] : [])),
    keep(someNames, (operation) => (random() < 0.5 ? [operation] : [])),
    keep(names.length, (operation, i) => (i === torn ? tear(operation, random) : [operation])),
    keep(someNames, (operation) => tear(operation, random)),
  ];
}

/** Which operations a sync has made safe: data by a sync of its file, names by one of their folder. Read backwards. */
function durableOf(done) {
  const [syncedFiles, syncedFolders, durable] = [new Set(), new Set(), new Set()];
  for (const [i, operation] of [...done.entries()].toReversed()) {
    const { type, file, folder, synced } = operation;
    if (type === "sync") syncedFiles.add(file);
    if (type === "syncFolder") syncedFolders.add(folder);
    if (CHANGES_A_FILE.has(type) && (synced || syncedFiles.has(file))) durable.add(i);
    if (CHANGES_A_FOLDER.has(type) && syncedFolders.has(path.dirname(operation.name ?? operation.to))) durable.add(i);
  }
  return durable;
}

function tear(operation, random) {
  if (operation.type !== "write") return random() < 0.5 ? [operation] : [];
  const { file, offset, bytes } = operation;
  const starts = Array.from({ length: Math.ceil(bytes.length / SECTOR) }, (_, n) => n * SECTOR);
  return starts
    .filter(() => random() < 0.5)
    .map((start) => ({ type: "write", file, offset: offset + start, bytes: bytes.subarray(start, start + SECTOR) }));
}

/** Writes the files of an image. LMDB's lock does not outlive its processes, and after a power cut it is another boot. */
export function buildImage({ operations, model }, folder) {
  const [names, contents] = [new Map(), new Map()];
  for (const operation of operations) APPLY[operation.type]?.(names, contents, operation);
  mkdirSync(path.join(folder, "store"), { recursive: true });
  for (const [name, file] of names) {
    if (name.endsWith("-lock")) continue;
    const bytes = contents.get(file) ?? Buffer.alloc(0);
    const another = model === "power" && path.basename(name) === "open";
    writeFileSync(path.join(folder, name), another ? anotherBoot(bytes) : bytes);
  }
}

/** The image of everything that the writer did has to be what it left; otherwise the trace was misread. */
export function checkRebuilding(operations, folder, rebuilt) {
  buildImage({ operations, model: "kill" }, rebuilt);
  for (const name of readdirSync(path.join(rebuilt, "store")))
    if (!readFileSync(path.join(rebuilt, "store", name)).equals(readFileSync(path.join(folder, "store", name))))
      throw new Error(
        `Cannot trust the images: "${name}" rebuilt from the trace differs from the one the writer left.`,
      );
}

const anotherBoot = (bytes) => bytes.toString().replace(/"boot":"[^"]*"/, '"boot":"another"');

const APPLY = {
  create: (names, _, { name, file }) => names.set(name, file),
  rename: (names, _, { from, to }) => {
    if (!names.has(from)) return;
    names.set(to, names.get(from));
    names.delete(from);
  },
  unlink: (names, _, { name }) => names.delete(name),
  truncate: (_, contents, { file, length }) => contents.set(file, resized(contents.get(file), length)),
  write: (_, contents, { file, offset, bytes }) => {
    const former = contents.get(file) ?? Buffer.alloc(0);
    const whole = resized(former, Math.max(former.length, offset + bytes.length));
    bytes.copy(whole, offset);
    contents.set(file, whole);
  },
};

function resized(former = Buffer.alloc(0), length) {
  const bytes = Buffer.alloc(length);
  former.copy(bytes, 0, 0, length);
  return bytes;
}

/** A small generator, so that a seed gives the same images again. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
