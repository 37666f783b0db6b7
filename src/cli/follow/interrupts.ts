/** What Ctrl-C and other signals lead to while runs are followed. */
export interface InterruptChoices {
  /** Shows the question, or takes it away. */
  readonly ask: (isAsking: boolean) => void;
  readonly detach: () => void;
  readonly cancel: () => void;
}

export const QUESTION = "Detach (agents go on) or cancel? [d/c]";

const CTRL_C = "\u0003";

/**
 * The first Ctrl-C asks where there is somebody to answer; the second one detaches at once, as do SIGTERM, a closed terminal
 * and the first one where nobody can answer. Call the result to let go of the signals.
 */
export function watchInterrupts(choices: InterruptChoices): () => void {
  const canAsk = process.stdin.isTTY && process.stdout.isTTY;
  let endAsking: (() => void) | null = null;
  let isAsked = false;
  const stopAsking = (): void => {
    endAsking?.();
    endAsking = null;
  };
  const detach = (): void => {
    stopAsking();
    choices.detach();
  };
  const onKey = (key: string): void => {
    if (key === CTRL_C || key.toLowerCase() === "d") detach();
    else if (key.toLowerCase() === "c") {
      stopAsking();
      choices.cancel();
    }
  };
  const onInterrupt = (): void => {
    if (isAsked || !canAsk) return detach();
    isAsked = true;
    endAsking = readKeys(onKey);
    choices.ask(true);
    const close = endAsking;
    endAsking = () => {
      close();
      choices.ask(false);
    };
  };
  process.on("SIGINT", onInterrupt);
  for (const signal of ENDING) process.on(signal, detach);
  return () => {
    stopAsking();
    process.off("SIGINT", onInterrupt);
    for (const signal of ENDING) process.off(signal, detach);
  };
}

const ENDING = ["SIGTERM", "SIGHUP"] as const;

/** Single keys, without Enter; Ctrl-C comes as a key too while this lasts. */
function readKeys(onKey: (key: string) => void): () => void {
  const { stdin } = process;
  const take = (bytes: Buffer): void => {
    for (const key of bytes.toString("utf8")) onKey(key);
  };
  stdin.setRawMode(true);
  stdin.on("data", take);
  stdin.resume();
  return () => {
    stdin.off("data", take);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
