import type { CreateRun } from "../../src/core/host.ts";
import type { RunId } from "../../src/core/ids.ts";
import type { Input } from "../../src/core/input.ts";
import type { Engine, ForkRun } from "../../src/engine/index.ts";
import { isTemporary, type Site } from "./site.ts";
import { signed } from "./talking/letters.ts";

/** What a person or a program sent. It is sent again until somebody has answered, as a letter in the mailbox is. */
export interface Letter {
  readonly name: string;
  readonly run: RunId;
  readonly content: Input | CreateRun | ForkRun;
  /** How often it is sent at once. */
  readonly times: number;
  state: "open" | "sent" | "done";
  acknowledged: number;
  readonly refusals: string[];
}

/** The sender's name is the letter's: it is found again in the journal by it. */
export function newLetter(
  name: string,
  run: RunId,
  { content, times }: { content: Input | CreateRun | ForkRun; times: number },
): Letter {
  return {
    name,
    run,
    content: "type" in content ? signed(content, name) : content,
    times,
    state: "open",
    acknowledged: 0,
    refusals: [],
  };
}

export const signalOf = (name: string): Input => ({
  type: "signal",
  name,
  step: null,
  data: null,
  sender: { by: null },
});

/** Sends it; whoever answers, answers in this life or never. */
export function post({ world: { life }, durable, violations }: Site, engine: Engine, letter: Letter): void {
  const { run, name, times } = letter;
  letter.state = "sent";
  const taken = (): void => {
    letter.acknowledged++;
    letter.state = "done";
    if (!durable.has(run)) violations.push(`${name} was acknowledged before it was durable`);
  };
  const refused = (error: unknown): void => {
    if (isTemporary(error)) {
      if (letter.state === "sent") letter.state = "open";
      return;
    }
    letter.refusals.push(String(error));
    letter.state = "done";
  };
  for (let i = 0; i < times; i++) {
    const answer = send(engine, letter);
    answer.then(
      () => (life?.isAlive === true ? taken() : undefined),
      (error: unknown) => (life?.isAlive === true ? refused(error) : undefined),
    );
  }
}

function send(engine: Engine, { content, run, name }: Letter): Promise<unknown> {
  if ("type" in content) return engine.deliver(run, content, name);
  return "from" in content ? engine.fork(content) : engine.create(content);
}
