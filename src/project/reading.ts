import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Conversation } from "../actions/history.ts";
import type { EntrySource } from "../core/agent.ts";
import type { Entry, EntryReader } from "../core/entry.ts";
import { DroverError } from "../core/errors.ts";
import { Gen } from "../core/ids.ts";
import { mapTexts } from "../core/json.ts";
import type { LogPiece, ProcessFiles } from "../core/process.ts";
import type { Store } from "../core/store.ts";
import { EXECUTORS } from "../executors/executors.ts";
import {
  createProcessHost,
  processIdentity,
  readConversation,
  readLogPiece,
  tail,
} from "../executors/supervisor/index.ts";
import { createMarks } from "../executors/supervisor/marks.ts";
import { systemProcessTable } from "../executors/supervisor/system-processes.ts";
import { byteMasking, secretsMasker } from "./secrets.ts";
import type { Project } from "./project.ts";
import { lockOwner, type LockOwner } from "../store/lock.ts";
import { openLmdbStore } from "../store/lmdb.ts";

export type { LockOwner };

/** A project's state as other processes than its engine see it: nothing in it changes anything. */
export interface Reading {
  readonly store: Store;
  /** The files of an attempt, which may be absent. */
  files(gen: Gen): ProcessFiles;
  close(): Promise<void>;
}

/** Works while an engine lives, and sees what it commits. */
export async function openReading(project: Project): Promise<Reading> {
  const store = await openLmdbStore({ folder: storeFolder(project), readOnly: true });
  let files: ((gen: Gen) => ProcessFiles) | null = null;
  return {
    store,
    files: (gen) => (files ??= filesOf(project))(gen),
    close: () => store.close(),
  };
}

const storeFolder = (project: Project): string => path.join(project.state, "store");
const attemptsFolder = (project: Project): string => path.join(project.state, "attempts");

const filesOf = (project: Project) => {
  const processes = createProcessHost({ folder: attemptsFolder(project) });
  return (gen: Gen): ProcessFiles => processes.files(gen);
};

/** The living engine of a project, or `null`. */
export const engineOwner = (project: Project): LockOwner | null => lockOwner(project.state, processIdentity);

/**
 * A piece of a log from a byte offset on, of at most 64 KiB unless told; throws `process.log` where the attempt has none.
 * `isEnded`: nothing is added any more.
 */
export function readLog(file: string, offset: number, isEnded: boolean, maxBytes?: number): LogPiece {
  const mask = byteMasking();
  return readLogPiece(file, offset, {
    isEnded,
    ...(maxBytes !== undefined && { maxBytes }),
    ...(mask !== undefined && { mask }),
  });
}

/** The entries of an agent's attempt, as far as its log goes. */
export interface EntryLog {
  /** What is new or has changed since the last call; none for now when it is empty. `isEnded`: nothing is added any more. */
  more(isEnded: boolean): readonly Entry[];
}

/** `null` for an attempt that was no agent's, or whose entries cannot be derived any more. */
export function openEntries(files: ProcessFiles): EntryLog | null {
  const source = entrySource(files);
  const reader = source === null ? null : entryReader(source);
  if (reader === null) return null;
  const conversation = readConversation(files.folder);
  return {
    more(isEnded) {
      for (;;) {
        const lines = conversation.more();
        const rest = lines.length === 0 && isEnded ? conversation.last() : [];
        for (const { from, text, at } of [...lines, ...rest]) reader[from](text, at);
        const changed = reader.changed();
        // Lines may say nothing, and there may be more of them.
        if (changed.length === 0 && lines.length > 0) continue;
        const masked = secretsMasker();
        return masked === null ? changed : changed.map((entry) => mapTexts(entry, masked));
      }
    },
  };
}

/** What an attempt has said to its agent and heard from it; `null` for one that was no agent's, or is gone. */
export function readConversationOf(files: ProcessFiles): Conversation | null {
  const log = openEntries(files);
  if (log === null) return null;
  const { after } = JSON.parse(readFileSync(files.about, "utf8")) as { readonly after?: unknown };
  return { more: () => log.more(true), after: typeof after === "string" ? Gen(after) : null };
}

function entrySource({ about }: ProcessFiles): EntrySource | null {
  if (!existsSync(about)) return null;
  const source = JSON.parse(readFileSync(about, "utf8")) as EntrySource;
  return source.executor in EXECUTORS ? source : null;
}

function entryReader(source: EntrySource): EntryReader | null {
  try {
    return EXECUTORS[source.executor].entries(source);
  } catch (error) {
    if (error instanceof DroverError) return null;
    throw error;
  }
}

/** The end of a log; empty where there is none. */
export const logTail = (file: string, maxBytes: number): string => tail(file, maxBytes, byteMasking);

/** Processes of this state folder that are alive, by the generation that started them. */
export function markedProcesses(project: Project): ReadonlyMap<Gen, readonly number[]> {
  const folder = attemptsFolder(project);
  return existsSync(folder) ? createMarks(systemProcessTable(), realpathSync(folder)).now().byGen : new Map();
}
