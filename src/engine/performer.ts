import type { Action, Attempt, HaltReason } from "../core/action.ts";
import type { Effect } from "../core/effect.ts";
import { DroverError } from "../core/errors.ts";
import type { EngineEvent } from "../core/events.ts";
import type { CreateRun } from "../core/host.ts";
import type { Gen, RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { errorInfo, failed, toErrorInfo, type Outcome } from "../core/outcome.ts";
import type { Activity, RunState, Stop } from "../core/run.ts";
import { createChildren } from "./children.ts";
import type { Taken } from "./engine.ts";
import type { EnginePorts } from "./ports.ts";
import type { Programs } from "./programs.ts";
import { revealIn } from "./reveal.ts";

/** Does what a committed transition asked for. Everything in it may be asked twice; it is done once. */
export interface Performer {
  perform(state: RunState, effect: Effect): void;
  /** After a restart: makes sure that everything the state says is under way is under way. */
  resume(state: RunState): void;
  /** Stops watching; processes go on. */
  detach(): void;
}

export interface PerformerPorts extends EnginePorts {
  readonly programs: Programs;
  readonly create: (request: CreateRun) => Promise<RunId>;
  readonly deliver: (run: RunId, input: Input) => Promise<Taken>;
  readonly publish: (event: EngineEvent) => void;
}

interface Running {
  readonly halt: AbortController;
  readonly ended: Promise<void>;
}

export function createPerformer(ports: PerformerPorts): Performer {
  const running = new Map<Gen, Running>();
  const stopping = new Map<Gen, Promise<void>>();
  const children = createChildren(ports);
  let isDetached = false;

  function start(state: RunState, activity: Activity, recovering: boolean): void {
    const { gen } = activity;
    if (running.has(gen)) return;
    const halt = new AbortController();
    const { run } = state.snapshot;
    const pending = state.snapshot.stops.flatMap((stop) => stopping.get(stop.gen) ?? []);
    const work = async (): Promise<void> => {
      // What the run left behind may still work in the same folder: nothing new starts beside it.
      if (pending.length > 0) await Promise.all(pending);
      if (activity.action === "workflow") return children.start(state, activity);
      const outcome = await attempt(state, activity, { halt: halt.signal, recovering });
      if (!isDetached) await ports.deliver(run, { type: "outcome", activity: activity.id, gen, outcome });
    };
    const ended = work()
      .catch((error: unknown) => report(run, activity, error))
      .finally(() => running.delete(gen));
    running.set(gen, { halt, ended });
    if (activity.stopping !== null) haltRunning(activity, activity.stopping);
  }

  /** A fault of the engine's own: the attempt fails with it, unless the engine is going away anyhow. */
  async function report(run: RunId, activity: Activity, error: unknown): Promise<void> {
    if (isDetached || (error instanceof DroverError && error.code === "engine.stopped")) return;
    await ports.deliver(run, { type: "outcome", activity: activity.id, gen: activity.gen, outcome: failed(toErrorInfo(error)) });
  }

  async function attempt(state: RunState, activity: Activity, how: { halt: AbortSignal; recovering: boolean }): Promise<Outcome> {
    const action = ports.actions.get(activity.action);
    if (action === undefined) {
      return failed(errorInfo(`Cannot perform "${activity.action}": this Drover has no such action.`, { code: "action.unknown" }));
    }
    return performAttempt(action, attemptOf(state, activity, how));
  }

  function attemptOf(state: RunState, activity: Activity, how: { halt: AbortSignal; recovering: boolean }): Attempt {
    const { run, workspace, seq } = state.snapshot;
    const { gen, step, params, env, idleMs, attempt: number, visit, startedAt } = activity;
    const session = params["session"];
    return {
      run,
      gen,
      step,
      params: revealIn(params, ports.secrets),
      env: revealIn(env, ports.secrets),
      idleMs,
      attempt: number,
      visit,
      workspace,
      session: typeof session === "string" ? session : null,
      halt: how.halt,
      recovering: how.recovering,
      startedAt,
      found: (origin, pid) => {
        const about = { run, seq, at: ports.clock.now(), step, gen };
        ports.publish(origin === "adopted" ? { ...about, type: "activity.adopted", pid } : { ...about, type: "activity.harvested" });
      },
    };
  }

  function haltRunning(activity: Activity, reason: HaltReason): void {
    if (activity.action === "workflow") void children.cancel(activity.gen, activity.startedAt);
    else running.get(activity.gen)?.halt.abort(reason);
  }

  function stop(run: RunId, { gen, action }: Stop): void {
    if (stopping.has(gen)) return;
    const work = async (): Promise<void> => {
      if (action === "workflow") return children.stop(run, gen);
      const live = running.get(gen);
      live?.halt.abort("canceled");
      await live?.ended;
      await ports.actions.get(action)?.stop?.(gen);
    };
    const ended = work().finally(() => stopping.delete(gen));
    stopping.set(gen, ended);
    void ended.then(
      () => (isDetached ? undefined : ports.deliver(run, { type: "stopped", gen })),
      () => undefined,
    );
  }

  function perform(state: RunState, effect: Effect): void {
    const { run, seq } = state.snapshot;
    switch (effect.type) {
      case "start":
        return start(state, effect.activity, false);
      case "halt":
        return haltRunning(effect.activity, effect.reason);
      case "stop":
        return stop(run, effect.stop);
      case "emit":
        return ports.publish({ run, seq, at: ports.clock.now(), type: "emitted", name: effect.name, data: effect.data });
      case "tell_parent":
        return void children.tellParent(state);
      case "ended":
    }
  }

  return {
    perform,
    resume(state) {
      for (const left of state.snapshot.stops) stop(state.snapshot.run, left);
      const { plans } = ports.programs.get(state.snapshot.definition);
      for (const activity of Object.values(state.snapshot.activities)) {
        if (plans.get(activity.id)?.isWait !== true) start(state, activity, true);
      }
      if (state.snapshot.owesParent) void children.tellParent(state);
    },
    detach() {
      isDetached = true;
    },
  };
}

/** An action must not throw for an expected failure; what it throws all the same fails the attempt, not the engine. */
async function performAttempt(action: Action, attempt: Attempt): Promise<Outcome> {
  try {
    return await action.perform(attempt);
  } catch (error) {
    return failed(toErrorInfo(error));
  }
}
