import type { RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { DroverError } from "../core/errors.ts";
import type { Store } from "../core/store.ts";
import type { Project } from "../project/project.ts";
import type { LockOwner } from "../project/reading.ts";
import { ensureDaemon, isForeground } from "./host.ts";
import { isOver } from "./follow/idle.ts";
import type { Output } from "./shell.ts";

/** The living engine took it, or it lies in the engine's mailbox. */
interface Sent {
  readonly type: "taken" | "posted";
  readonly owner: LockOwner;
}

/** It is durable, for the next engine. `isOver`: the run has ended by it, and nothing is left to do. */
interface Stored {
  readonly type: "stored";
  readonly isOver: boolean;
}

export type Delivery = Sent | Stored;

export interface Letter {
  readonly run: RunId;
  readonly input: Input;
}

const ANSWER_MS = 10_000;

/** Reads the state to find out what to send, then brings it to the engine, or stores it where none lives. Durable when it resolves. */
export async function deliverInput(
  project: Project,
  letterFrom: (store: Store) => Letter,
): Promise<{ letter: Letter; delivery: Delivery }> {
  const { openReading, engineOwner } = await import("../project/reading.ts");
  const reading = await openReading(project);
  let letter: Letter;
  try {
    letter = letterFrom(reading.store);
  } finally {
    await reading.close();
  }
  // Somebody has to go on with it.
  if (engineOwner(project) === null && !isForeground({})) await ensureDaemon(project);
  const owner = engineOwner(project);
  return { letter, delivery: owner === null ? await store(project, letter) : await post(project, letter, owner) };
}

async function post(project: Project, letter: Letter, owner: LockOwner): Promise<Delivery> {
  const { mailboxOf } = await import("../app.ts");
  const { sendLetter } = await import("../engine/mailbox.ts");
  return { type: await sendLetter(mailboxOf(project), letter, { timeoutMs: ANSWER_MS }), owner };
}

/** Takes the engine's place for a moment. One that started in between gets a letter. */
async function store(project: Project, letter: Letter): Promise<Delivery> {
  const { openApp } = await import("../app.ts");
  try {
    const app = await openApp({ project, command: "drover (delivering)", perform: false });
    try {
      const { snapshot } = await app.engine.deliver(letter.run, letter.input);
      return { type: "stored", isOver: isOver(snapshot) && !snapshot.owesParent };
    } finally {
      await app.close();
    }
  } catch (error) {
    if (error instanceof DroverError && error.code === "engine.locked")
      return post(project, letter, error.details as LockOwner);
    throw error;
  }
}

/** One sentence on what happened, for people, or one JSON object. */
export function tellDelivery(
  out: Output,
  what: string,
  { letter, delivery, isJson }: { letter: Letter; delivery: Delivery; isJson: boolean },
): void {
  if (isJson) return out.line(JSON.stringify({ run: letter.run, delivered: delivery.type }));
  switch (delivery.type) {
    case "taken":
      return out.line(`${what}; the engine (process ${delivery.owner.pid}) goes on with it.`);
    case "posted":
      return out.line(
        `Asked for, not answered yet: ${what}. Whoever works on the run next finds it (now: process ${delivery.owner.pid}).`,
      );
    case "stored":
      return out.line(delivery.isOver ? `${what}.` : `${what}. No engine is running: \`drover resume\` carries on.`);
  }
}
