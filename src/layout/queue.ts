import { DroverError } from "../core/errors.ts";

/** One piece of work at a time. What is saved goes before texts that are being written; of each author's texts only the newest waits. */
export interface Queue {
  /** `author`: who writes the text; `null` for what is saved. Throws `request.too_many`, for a text also when a newer one came. */
  add<T>(author: string | null, work: () => Promise<T>): Promise<T>;
}

interface Turn {
  readonly begin: () => Promise<void>;
  readonly refuse: (error: DroverError) => void;
}

const MOST_SAVED = 64;
const MOST_TEXTS = 4;

/** `onIdle`: called when nobody works or waits any more. */
export function createQueue(onIdle: () => void): Queue {
  const saved: Turn[] = [];
  const texts = new Map<string, Turn>();
  let isBusy = false;

  function nextText(): Turn | undefined {
    const [first] = texts;
    if (first !== undefined) texts.delete(first[0]);
    return first?.[1];
  }

  async function work(): Promise<void> {
    isBusy = true;
    for (let turn = saved.shift(); turn !== undefined; turn = saved.shift() ?? nextText()) await turn.begin();
    isBusy = false;
    onIdle();
  }

  function wait(author: string | null, turn: Turn): void {
    if (author === null && saved.length < MOST_SAVED) return void saved.push(turn);
    const older = author === null ? undefined : texts.get(author);
    if (author === null || (older === undefined && texts.size >= MOST_TEXTS))
      return turn.refuse(tooMany("too many others wait"));
    older?.refuse(tooMany("a newer text of yours waits in its place"));
    texts.set(author, turn);
  }

  return {
    add: (author, todo) =>
      new Promise((resolve, reject) => {
        const begin = (): Promise<void> => todo().then(resolve, reject);
        if (isBusy) return wait(author, { begin, refuse: reject });
        saved.push({ begin, refuse: reject });
        void work();
      }),
  };
}

const tooMany = (why: string): DroverError =>
  new DroverError("request.too_many", `Cannot draw the workflow now: ${why}.`);
