import { type Address, ask } from "./http.ts";
import { Refused } from "./requests.ts";

/** Whether a server that works is still there: one may live, keep its connections, and do nothing any more. */
export interface Pulse {
  /** An event has come. */
  readonly heard: () => void;
  /** Rejects with `Refused` once nothing comes and nothing is answered; never resolves. */
  readonly lost: Promise<never>;
  readonly stop: () => void;
}

export interface Patience {
  /** Without an event, before it is asked whether it is there. Milliseconds. */
  readonly silenceMs: number;
  readonly answerMs: number;
}

/** OpenCode tells of itself every ten seconds (`server.heartbeat`, as of 1.18.33). A busy machine may keep it from that for long. */
const PATIENCE: Patience = { silenceMs: 45_000, answerMs: 30_000 };

export function watchPulse(at: Address, { silenceMs, answerMs }: Patience = PATIENCE): Pulse {
  let lose: (error: Refused) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  let isOver = false;
  let events = 0;
  const timer = setTimeout(() => void look(), silenceMs).unref();
  const goOn = (): void => void (isOver || timer.refresh());

  async function look(): Promise<void> {
    const before = events;
    const isThere = await ask(at, ["GET", "/global/health"], answerMs).then(
      () => true,
      () => false,
    );
    // What has come meanwhile may have waited for us: this process may have been stopped, too.
    if (isThere || events > before) return goOn();
    if (!isOver) lose(new Refused(deadWords({ silenceMs, answerMs })));
  }

  return {
    lost,
    heard() {
      events += 1;
      goOn();
    },
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

const deadWords = ({ silenceMs, answerMs }: Patience): string =>
  `the server of OpenCode does nothing any more: no event for ${silenceMs / 1000} s, and then no answer for ${answerMs / 1000} s (timeout)`;
