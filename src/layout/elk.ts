import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { DroverError } from "../core/errors.ts";
import type { ElkNode } from "./elk-graph.ts";
import { createQueue } from "./queue.ts";
import type { Answer, Question } from "./worker.ts";

export interface Elk {
  /**
   * One after another, what is saved before texts that somebody (`author`) writes. Throws `layout.failed`, and `request.too_many` when
   * too many wait, or a newer text of the same author does.
   */
  layout(graph: ElkNode, author?: string | null): Promise<ElkNode>;
  close(): Promise<void>;
}

export interface ElkOptions {
  /** For one layout. */
  readonly timeoutMs: number;
  /** Without a question for this long the thread ends. */
  readonly idleMs: number;
  /** What a layout may take; more ends the thread, and nothing else. */
  readonly memoryMb: number;
  /** The program of the thread. */
  readonly program: string;
}

/** Node runs the built file; seen from the sources, as in tests, it lies over in dist/. */
const workerFile = (): string =>
  fileURLToPath(new URL("worker.js", import.meta.url)).replace("/src/layout/", "/dist/layout/");

/** A thread that was killed, or died of something that will not come again, gets a successor. */
const TRIES = 2;

/** ELK in a thread that starts with the first question. It keeps no process alive. */
export function openElk(given: Partial<ElkOptions> = {}): Elk {
  const { timeoutMs = 20_000, idleMs = 60_000, memoryMb = 1024, program = workerFile() } = given;
  let thread: Thread | null = null;
  let idle: NodeJS.Timeout | undefined;
  const queue = createQueue(() => {
    if (!isClosed) idle = setTimeout(() => void end(), idleMs).unref();
  });
  let isClosed = false;

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ended = thread?.end();
    thread = null;
    await ended;
  }

  async function ask(graph: ElkNode): Promise<ElkNode> {
    for (let tries = 1; ; tries++) {
      if (isClosed) throw new DroverError("engine.stopped", "Cannot draw the workflow: the daemon is stopping.");
      thread ??= startThread(program, memoryMb);
      const answer = await thread.ask(graph, timeoutMs);
      if (typeof answer === "object" && "layout" in answer) return answer.layout;
      if (typeof answer === "object") throw failed(`its layout failed: ${answer.error}`);
      await end();
      if (answer === "late") throw failed(`it is too large to be laid out within ${timeoutMs / 1000} seconds`);
      if (tries === TRIES && !isClosed)
        throw failed("the program that lays it out ended, most likely for want of memory");
    }
  }

  return {
    layout(graph, author = null) {
      clearTimeout(idle);
      return queue.add(author, () => ask(graph));
    },
    close() {
      isClosed = true;
      return end();
    },
  };
}

const failed = (why: string): DroverError => new DroverError("layout.failed", `Cannot draw the workflow: ${why}.`);

interface Thread {
  /** `ended`: the thread died over it; `late`: it took too long. Both leave a thread that is of no more use. */
  ask(graph: ElkNode, timeoutMs: number): Promise<Answer | "ended" | "late">;
  end(): Promise<unknown>;
}

function startThread(program: string, memoryMb: number): Thread {
  // Much is made and forgotten: with room for it to be young in, half as much time goes into tidying up.
  const limits = { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: memoryMb };
  const worker = new Worker(program, { resourceLimits: limits, stdout: false, stderr: false });
  worker.unref();
  let questions = 0;
  let settle: ((answer: Answer | "ended" | "late") => void) | null = null;
  let hasEnded = false;
  worker.on("message", (answer: Answer) => settle?.(answer));
  // Told by the end as well, for want of memory included.
  worker.on("error", () => undefined);
  worker.on("exit", () => {
    hasEnded = true;
    settle?.("ended");
  });
  return {
    ask: (graph, timeoutMs) =>
      new Promise((resolve) => {
        if (hasEnded) return resolve("ended");
        const timer = setTimeout(() => settle?.("late"), timeoutMs);
        // Somebody waits for it: until it answers, it counts.
        worker.ref();
        settle = (answer) => {
          settle = null;
          clearTimeout(timer);
          worker.unref();
          resolve(answer);
        };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
        worker.postMessage({ id: ++questions, graph } satisfies Question);
      }),
    end: () => worker.terminate(),
  };
}
