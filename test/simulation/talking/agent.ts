import type { Decision } from "../../../src/core/ask.ts";
import { chanceOf, type World } from "../world.ts";
import { type FromAgent, toAgent } from "./wire.ts";

/** How an agent goes about its work. Chosen by the case's seed. */
export interface AgentBehavior {
  /** Hears messages at work; else after its turn. */
  readonly steers: boolean;
  /** Between two things that it does. */
  readonly ms: number;
  readonly asks: number;
  readonly isQuestion: boolean;
  /** Takes back what nobody has decided for so long; `null` for never. */
  readonly patienceMs: number | null;
  /** Ends in the middle of its turn. */
  readonly dies: boolean;
  /** How long its ear is stopped: what is said meanwhile is not heard before. */
  readonly deafMs: number;
}

const PACES = [0, 20, 100, 300, 2_000];

/** Seed 0 is the plain one: it asks once, and does what it is allowed. */
export function agentBehavior(seed: number, key: string): AgentBehavior {
  const chance = (what: string): number => chanceOf(`${seed} ${what} ${key}`);
  const plain = { steers: true, ms: 100, asks: 1, isQuestion: false, patienceMs: null, dies: false, deafMs: 0 };
  if (seed === 0) return plain;
  return {
    steers: chance("steers") < 0.5,
    ms: PACES[Math.floor(chance("pace") * PACES.length)] ?? 0,
    asks: Math.floor(chance("asks") * 3),
    isQuestion: chance("question") < 0.3,
    patienceMs: chance("patience") < 0.3 ? 3_000 : null,
    dies: chance("dies") < 0.15,
    deafMs: chance("deaf") < 0.2 ? 400 : 0,
  };
}

export interface AgentPorts {
  readonly world: World;
  readonly isAlive: () => boolean;
  readonly write: (line: string) => void;
  readonly exit: (code: number) => void;
}

/** A simulated agent: it asks, waits for the decision and goes on by it, and takes what is said to it. Gives its ear. */
export function startAgent(ports: AgentPorts, behavior: AgentBehavior): (line: string) => void {
  const { world } = ports;
  const waiting = new Map<string, (decision: Decision | null) => void>();
  let turn = 0;
  let isWorking = false;
  const say = (what: FromAgent): void => ports.write(JSON.stringify(what));
  const later = (ms: number, act: () => void): void => {
    world.schedule(world.now + ms, () => {
      if (ports.isAlive()) act();
    });
  };
  const ask = (id: string, act: () => void): void => {
    const over = (decision: Decision | null): void => {
      if (!waiting.delete(id)) return;
      if (decision === null) say({ type: "withdrawn", ask: id });
      later(behavior.ms, act);
    };
    waiting.set(id, over);
    say({ type: "ask", ask: id, isQuestion: behavior.isQuestion });
    if (behavior.patienceMs !== null) later(behavior.patienceMs, () => over(null));
  };
  const work = (own: number, asked: number): void => {
    if (behavior.dies && own === 1 && asked === behavior.asks) return ports.exit(1);
    if (asked < behavior.asks) return ask(`ask-${own}-${asked}`, () => work(own, asked + 1));
    isWorking = false;
    say({ type: "done", turn: own });
  };
  const begin = (): void => {
    if (!isWorking) {
      turn++;
      const own = turn;
      later(behavior.ms, () => work(own, 0));
    }
    isWorking = true;
    say({ type: "begun", turn });
  };
  say({ type: "hello", steers: behavior.steers });
  return (line) => {
    const heard = toAgent(line);
    if (heard.type === "answer") waiting.get(heard.ask)?.(heard.decision);
    else begin();
  };
}
