import { useEffect, useState } from "react";
import type { Diagnostic } from "../../../src/core/diagnostic.ts";
import { client } from "../data/client.ts";

/** A text without mistakes. */
export interface Good {
  /** Of its definition. */
  readonly hash: string;
  readonly text: string;
}

export interface Check {
  readonly diagnostics: readonly Diagnostic[];
  /** The last text that had no mistakes. */
  readonly good: Good | null;
  /** What `good` tells is of a former text. */
  readonly isOld: boolean;
  /** Why nobody could say. */
  readonly error: unknown;
}

interface Answer extends Omit<Check, "isOld"> {
  readonly text: string | null;
}

/** So long nothing is typed before the daemon is asked. */
const PAUSE_MS = 200;

/** What the daemon says of a text: what `drover validate` would say, at the same places. */
export function useCheck(name: string, text: string): Check {
  const [answer, setAnswer] = useState<Answer>({ text: null, diagnostics: [], good: null, error: null });
  useEffect(() => {
    const left = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const { diagnostics, definition } = await client.validateWorkflow(
          { body: { name, text } },
          { signal: left.signal },
        );
        setAnswer(({ good }) => ({
          text,
          diagnostics,
          good: definition === null ? good : { hash: definition, text },
          error: null,
        }));
      } catch (error) {
        if (!left.signal.aborted) setAnswer((was) => ({ ...was, error }));
      }
    };
    const timer = window.setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      left.abort();
    };
  }, [name, text]);
  const { diagnostics, good, error } = answer;
  return { diagnostics, good, error, isOld: good !== null && good.text !== text };
}
