import { useState } from "react";
import type { Input } from "../../../../src/core/input.ts";
import type { Timer } from "../../../../src/core/run.ts";
import { Button } from "../../ui/button.tsx";
import { durationText } from "../../ui/time.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import { cancelInput, movesOf, signalOf, stoppedInput, timerInput, type Signal } from "./moves.ts";
import { clockOf, type Simulation } from "./simulation.ts";
import { WorkCard } from "./work-card.tsx";
import styles from "./simulate.module.css";

export type OnTake = (input: Input, at?: number) => void;

interface MoveListProps {
  readonly simulation: Simulation;
  readonly onTake: OnTake;
}

/** What can happen next, and a way to have it happen. */
export function MoveList({ simulation, onTake }: MoveListProps) {
  const { working, approvals, signals, timers, stops, isOver } = movesOf(simulation);
  const { definition } = simulation.program;
  return (
    <section className={styles["moves"]} aria-label="What can happen now">
      <h2>What can happen now</h2>
      {isOver && stops.length === 0 && <p>The run has ended. Go back to an input, or begin again.</p>}
      {working.map((activity) => (
        <WorkCard key={activity.gen} {...{ activity, definition, onTake }} />
      ))}
      {approvals.map((activity) => (
        <ApprovalCard key={activity.gen} {...{ activity, onTake }} />
      ))}
      {stops.map((stop) => (
        <div key={stop.gen} className={styles["card"]}>
          <span>{stop.step ?? stop.action} was left and is being ended; nothing new starts before.</span>
          <Button small onClick={() => onTake(stoppedInput(stop))}>
            It has ended
          </Button>
        </div>
      ))}
      {signals.map((signal) => (
        <SignalCard key={`${signal.step ?? ""} ${signal.name}`} {...{ signal, onTake }} />
      ))}
      {timers.map((timer, at) => (
        <TimerCard key={timer.gen} {...{ timer, onTake }} now={clockOf(simulation)} isNext={at === 0} />
      ))}
      {!isOver && (
        <Button small kind="danger" onClick={() => onTake(cancelInput)}>
          Cancel the run
        </Button>
      )}
    </section>
  );
}

function SignalCard({ signal, onTake }: { readonly signal: Signal; readonly onTake: OnTake }) {
  const [data, setData] = useState("");
  const [error, setError] = useState<string | null>(null);
  const { name, step, isPossible } = signal;
  const send = (): void => {
    try {
      onTake(signalOf(signal, data.trim() === "" ? null : (JSON.parse(data) as never)));
    } catch (caught) {
      setError(`This is no JSON: ${caught instanceof Error ? caught.message : String(caught)}`);
    }
  };
  return (
    <div className={styles["card"]}>
      <span>
        Event <code>{name}</code>
        {step !== null && ` for ${step}`}
        {!isPossible && " (its condition says no now)"}
      </span>
      <input
        aria-label={`Data of ${name}, as JSON`}
        placeholder="data, as JSON"
        value={data}
        aria-invalid={error !== null}
        onChange={({ target }) => setData(target.value)}
      />
      <Button small onClick={send}>
        Send {name}
      </Button>
      {error !== null && (
        <p role="alert" className={styles["bad"]}>
          {error}
        </p>
      )}
    </div>
  );
}

interface TimerCardProps {
  readonly timer: Timer;
  readonly now: number;
  readonly isNext: boolean;
  readonly onTake: OnTake;
}

/** Timers fire in the order in which they are due. */
function TimerCard({ timer, now, isNext, onTake }: TimerCardProps) {
  const left = durationText(Math.max(0, timer.dueAt - now));
  return (
    <div className={styles["card"]}>
      <span>
        Timer <code>{timer.id}</code>, due in {left}
      </span>
      {isNext && (
        <Button small onClick={() => onTake(timerInput(timer), Math.max(now, timer.dueAt))}>
          Let {left} pass
        </Button>
      )}
    </div>
  );
}
