import type { CreateRun } from "../../src/core/host.ts";
import { makeRunId, runOfGen, type Gen, type RunId } from "../../src/core/ids.ts";
import type { Input } from "../../src/core/input.ts";
import { succeeded } from "../../src/core/outcome.ts";
import { isFinal, needsEngine, type Snapshot } from "../../src/core/run.ts";
import type { Engine, ForkRun } from "../../src/engine/index.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { newLetter, post, signalOf, type Letter } from "./letters.ts";
import type { Case, Operation } from "./operations.ts";
import { portsFor } from "./ports.ts";
import { openRoom, reboot } from "./processes.ts";
import { PLAIN, type Setup } from "./setup.ts";
import { checkOwners, isTemporary, type Site } from "./site.ts";
import { openDecisions, talkLetter, type TalkOperation } from "./talking/letters.ts";
import { DEFINITIONS, eventsOf, WORKFLOWS } from "./workflows.ts";
import { chanceOf, World } from "./world.ts";

/** A delivery that waits for room on the disk looks once more and then gives up. */
const CLOSING_MS = 1_500;

/** One case: a world, and the engines that live and die in it. */
export class Simulation {
  readonly site: Site;
  readonly setup: Setup;
  readonly letters: Letter[] = [];
  /** The operations that change what may be expected. */
  readonly happened = { reboots: 0, full: 0, forced: new Set<RunId>() };
  #engine: Engine | null = null;
  #isReady = false;
  #downMs = 0;
  #again: number | null = null;

  constructor({ seed, latencyMs }: Pick<Case, "seed" | "latencyMs">, setup: Setup = PLAIN) {
    this.setup = setup;
    this.site = {
      world: new World(),
      store: openMemoryStore(),
      durable: new Map(),
      disk: { isFull: false, latencyMs },
      room: openRoom(),
      receipts: new Map(),
      seed,
      violations: [],
    };
  }

  async open(): Promise<void> {
    await this.boot();
  }

  get world(): World {
    return this.site.world;
  }

  runs(): readonly RunId[] {
    return [...this.site.durable.keys()];
  }

  snapshot(run: RunId): Snapshot {
    const snapshot = this.site.durable.get(run);
    if (snapshot === undefined) throw new Error(`run ${run} is gone`);
    return snapshot;
  }

  /** A new engine on the same world. */
  private async boot(): Promise<void> {
    const { site, setup, world } = this;
    const life = world.begin();
    const waiting = new Set(this.runs().filter((run) => !needsEngine(this.snapshot(run))));
    for (const run of this.runs())
      for (const { gen, stopping } of Object.values(this.snapshot(run).activities))
        if (stopping !== null) life.stoppingAtBirth.add(gen);
    const ports = portsFor(site, life, {
      alwaysRestore: setup.alwaysRestore,
      plantHost: setup.host,
      createTalker: setup.kernel.createTalkingExecutor,
    });
    const engine = setup.engine(setup.kernel.createEngine(setup.ports(ports.engine, site, life)), site);
    this.#engine = engine;
    this.#isReady = false;
    engine.watch(({ run, seq, type }) => {
      if (life.isAlive && (site.durable.get(run)?.seq ?? 0) < seq)
        site.violations.push(`"${type}" of ${run} was told before entry ${seq} was durable`);
    });
    engine.recover().then(
      ({ runs }) => {
        if (!life.isAlive) return;
        for (const run of runs.filter((one) => waiting.has(one)))
          site.violations.push(`recovery visited ${run}, which only waits`);
        this.#isReady = true;
      },
      (error: unknown) => {
        // Closed before it was done: the next engine recovers.
        if (life.isAlive && !isTemporary(error)) site.violations.push(`recovery failed: ${String(error)}`);
      },
    );
    await world.settle();
  }

  /** Brings a dead engine back, as often as it takes. */
  private async revive(): Promise<boolean> {
    const { world } = this;
    const wasDead = world.life === null;
    while (world.life === null) {
      for (const letter of this.letters) if (letter.state === "sent") letter.state = "open";
      const downMs = this.#downMs;
      world.crashIn = this.#again;
      [this.#downMs, this.#again] = [0, null];
      await world.advance(world.now + downMs);
      await this.boot();
    }
    return wasDead;
  }

  /** Lets time pass; crashes on the way are recovered from. */
  async pass(ms: number): Promise<void> {
    const { world } = this;
    const until = world.now + ms;
    let isNew = false;
    do {
      await world.advance(until);
      await this.revive();
      this.post();
      await world.settle();
      isNew = await this.revive();
    } while (world.now < until || isNew);
    checkOwners(this.site);
  }

  /** Sends what is open, once the engine takes input. */
  private post(): void {
    if (!this.#isReady || this.#engine === null) return;
    for (const letter of this.letters) if (letter.state === "open") post(this.site, this.#engine, letter);
  }

  write(run: RunId, content: Input | CreateRun | ForkRun, times = 1): void {
    this.letters.push(newLetter(`p${this.letters.length}`, run, { content, times }));
  }

  async do(operation: Operation): Promise<void> {
    await this.apply(operation);
    await this.pass(0);
  }

  private async apply(operation: Operation): Promise<void> {
    switch (operation.op) {
      case "create":
        await this.create(operation.workflow);
        return;
      case "advance":
        return this.pass(operation.ms);
      case "signal":
        return this.signal(operation);
      case "answer":
        return this.answerOne(operation);
      case "cancel":
        return this.cancel(operation);
      case "crash":
        return this.crash(operation.downMs);
      case "crash-at":
        this.world.crashIn = operation.at;
        this.#downMs = operation.downMs;
        this.#again = operation.again;
        return;
      case "reboot":
        this.happened.reboots++;
        reboot(this.world, this.site.room);
        return this.crash(Math.max(1, operation.downMs));
      case "stale":
        return this.stale(operation.run);
      case "fork":
        return this.fork(operation);
      case "full":
        return this.fill(operation.ms);
      case "restart":
        return this.restart(operation.downMs);
      case "decide":
      case "message":
      case "edit":
      case "remove":
        return this.talk(operation);
    }
  }

  /** Asks for a run of a workflow, whose definition is stored. */
  async create(index: number): Promise<RunId> {
    const workflow = WORKFLOWS[index % WORKFLOWS.length];
    if (workflow === undefined) throw new Error("there are no workflows");
    for (const [hash, definition] of workflow.bundle)
      if (this.site.store.getDefinition(hash) === null) await this.site.store.putDefinition(hash, definition);
    const run = this.newId();
    this.write(run, { definition: workflow.hash, inputs: {}, run });
    return run;
  }

  private chosen(index: number): RunId | null {
    const runs = this.runs();
    return runs[index % Math.max(1, runs.length)] ?? null;
  }

  private signal({ run: index, name, times }: Extract<Operation, { op: "signal" }>): void {
    const run = this.chosen(index);
    if (run !== null) this.write(run, signalOf(name), times);
  }

  private cancel({ run: index, force, times }: Extract<Operation, { op: "cancel" }>): void {
    const run = this.chosen(index);
    if (run === null) return;
    if (force) this.happened.forced.add(run);
    this.write(run, { type: "cancel", reason: null, force, sender: { by: null } }, times);
  }

  private crash(downMs: number): void {
    const { world } = this;
    if (world.life === null) return;
    world.crashIn = null;
    this.#downMs = downMs;
    this.#again = null;
    world.crashes++;
    world.end(world.life, "between two inputs");
  }

  private talk(operation: TalkOperation): void {
    const run = this.chosen(operation.run);
    const letter = run === null ? null : talkLetter(this, run, operation);
    if (run !== null && letter !== null) this.write(run, letter, operation.times);
  }

  /** An outcome of something that the run no longer waits for. */
  private stale(index: number): void {
    const run = this.chosen(index);
    if (run === null || this.#engine === null || !this.#isReady) return;
    const [activity] = Object.values(this.snapshot(run).activities);
    if (activity === undefined) return;
    const old = [...this.site.room.processes.keys()].find((gen) => runOfGen(gen) === run && gen !== activity.gen);
    const gen = old ?? (`${run}.1.99` as Gen);
    const outcome = succeeded({ stale: true });
    this.#engine.deliver(run, { type: "outcome", activity: activity.id, gen, outcome }).catch(() => undefined);
  }

  private fork({ run: index, back, times }: Extract<Operation, { op: "fork" }>): void {
    const from = this.chosen(index);
    if (from === null) return;
    const run = this.newId();
    const seq = Math.max(1, this.snapshot(from).seq - back);
    this.write(run, { run, from, seq, files: { of: "place", seq: null, isOlder: false }, commits: null }, times);
  }

  private newId(): RunId {
    const number = this.letters.length;
    let draws = 0;
    return makeRunId(this.world.now, () => chanceOf(`run ${number} ${draws++}`));
  }

  private fill(ms: number): void {
    const { site, world } = this;
    this.happened.full++;
    site.disk.isFull = true;
    world.schedule(world.now + ms, () => (site.disk.isFull = false));
  }

  /** A clean stop and a new engine. Nothing of the old one keeps a process running. */
  private async restart(downMs: number): Promise<void> {
    const { world, site } = this;
    const life = world.life;
    if (life === null || this.#engine === null) return;
    const closing = this.#engine.close().then(() => {
      life.isClosed = true;
    });
    for (let i = 0; i < 50 && life.isAlive && !life.isClosed; i++) await world.advance(world.now + 20);
    if (!life.isAlive) return;
    if (life.isClosed) await closing;
    else site.violations.push("the engine does not close");
    await world.advance(world.now + CLOSING_MS);
    if (life.armed.size > 0) site.violations.push("a closed engine still has a timer that keeps the process running");
    world.end(life, "closed");
    this.#downMs = downMs;
    this.#again = null;
  }

  /** No more mischief: people answer, time passes, and then everything has to have an end. */
  async finish(): Promise<void> {
    const { world, site } = this;
    world.crashIn = null;
    this.#again = null;
    await this.pass(5_000);
    site.disk.isFull = false;
    for (let round = 0; round < 80 && !this.isAtRest(); round++) {
      this.answer();
      await this.pass(round < 40 ? 4_000 : 60_000);
    }
    await this.restart(0);
    await this.pass(1_000);
  }

  isAtRest(): boolean {
    return (
      this.letters.every(({ state }) => state === "done") &&
      this.runs().every((run) => {
        const { status, stops, owesParent } = this.snapshot(run);
        return isFinal(status) && stops.length === 0 && !owesParent;
      })
    );
  }

  /** People answer everything that waits for them. */
  answer(): void {
    for (const run of this.runs()) for (const input of this.awaited(run)) this.write(run, input);
  }

  private answerOne({ run: index, times }: Extract<Operation, { op: "answer" }>): void {
    const run = this.chosen(index);
    const [input] = run === null ? [] : this.awaited(run);
    if (run !== null && input !== undefined) this.write(run, input, times);
  }

  /** What a run waits for: the first answer that each question takes, else the events that its states may take. */
  private awaited(run: RunId): readonly Input[] {
    const snapshot = this.snapshot(run);
    const asked = Object.values(snapshot.activities).flatMap(({ signals }) => signals.slice(0, 1).map(signalOf));
    const decisions = openDecisions(snapshot);
    if (asked.length > 0 || snapshot.status !== "waiting") return [...asked, ...decisions];
    const definition = DEFINITIONS.get(snapshot.definition);
    const events = definition === undefined ? [] : eventsOf(definition);
    return events.filter((name) => name !== "drop" && name !== "pause").map(signalOf);
  }
}
