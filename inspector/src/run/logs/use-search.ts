import { useRef, useState } from "react";

interface Find {
  readonly text: string;
  readonly at: number;
  /** Of what begins before `at`. */
  readonly isBackward: boolean;
  readonly signal: AbortSignal;
}

interface Searched {
  /** Where to begin: a place in what is searched. */
  readonly begin: () => number;
  /** The last place. */
  readonly last: number;
  /** One part; `next` is where to go on, `null` at the end. */
  readonly find: (find: Find) => Promise<{ readonly hit: number | null; readonly next: number | null }>;
}

export interface Search {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** What is marked wherever it is shown. */
  readonly marked: string;
  readonly hit: number | null;
  /** What has become of it, in words. */
  readonly note: string;
  /** Gives the hit; `null` where there is none, or another search was begun. */
  readonly go: (isBackward: boolean) => Promise<number | null>;
}

/** Goes from hit to hit, part by part over everything, and begins anew at the other end. */
export function useSearch({ begin, last, find }: Searched): Search {
  const [text, setText] = useState("");
  const [marked, setMarked] = useState("");
  const [hit, setHit] = useState<number | null>(null);
  const [note, setNote] = useState("");
  const current = useRef<AbortController | null>(null);

  async function firstFrom(from: number, isBackward: boolean, signal: AbortSignal): Promise<number | null> {
    let at: number | null = from;
    while (at !== null) {
      const found = await find({ text, at, isBackward, signal });
      if (found.hit !== null) return found.hit;
      at = found.next;
      if (at !== null && last > 0) setNote(`searched to ${Math.floor((at / last) * 100)} %`);
    }
    return null;
  }

  async function go(isBackward: boolean): Promise<number | null> {
    current.current?.abort();
    if (text === "") return null;
    const { signal } = (current.current = new AbortController());
    setMarked(text);
    setNote("searching…");
    try {
      const from = hit !== null && marked === text ? (isBackward ? hit : hit + 1) : begin();
      const found = await firstFrom(from, isBackward, signal);
      // From the other end, the place it was begun at included.
      const other = found ?? (await firstFrom(isBackward ? Number.MAX_SAFE_INTEGER : 0, isBackward, signal));
      setHit(other);
      setNote(noteOf(found, other, isBackward));
      return other;
    } catch (error) {
      if (!signal.aborted) setNote(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  return {
    text,
    setText(now) {
      setText(now);
      if (now !== "") return;
      current.current?.abort();
      setMarked("");
      setHit(null);
      setNote("");
    },
    marked,
    hit,
    note,
    go,
  };
}

function noteOf(found: number | null, other: number | null, isBackward: boolean): string {
  if (other === null) return "not found";
  if (found !== null) return "";
  return isBackward ? "gone on from the end" : "gone on from the beginning";
}
