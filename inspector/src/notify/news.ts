import type { Notice } from "../ui/notices.tsx";
import { shortRun } from "../ui/short-run.ts";

/** Something that a person wants to hear of, wherever in the page they are. */
export interface News {
  readonly kind: "asks" | "failed" | "succeeded";
  readonly run: string;
  readonly workflow: string;
  /** Of a request. */
  readonly title: string | null;
}

const KINDS: readonly News["kind"][] = ["asks", "failed", "succeeded"];
const TONES = { asks: "waiting", failed: "bad", succeeded: "good" } as const;
/** More of one kind at once are summed up. */
const MOST = 2;

/** What to say of it: a burst is told in one sentence. */
export function noticesOf(news: readonly News[]): readonly Notice[] {
  return KINDS.flatMap((kind) => {
    const its = news.filter((one) => one.kind === kind);
    return its.length > MOST ? [summedUp(kind, its.length)] : its.map(noticeOf);
  });
}

function noticeOf({ kind, run, workflow, title }: News): Notice {
  const name = `${workflow} ${shortRun(run)}`;
  const text = kind === "asks" ? `${name} asks: ${title ?? "something"}` : `${name} has ${kind}.`;
  return { tone: TONES[kind], text, to: { title: "Look at it", href: kind === "asks" ? "/inbox" : `/runs/${run}` } };
}

function summedUp(kind: News["kind"], count: number): Notice {
  const text = kind === "asks" ? `${count} requests wait for you.` : `${count} runs have ${kind}.`;
  return {
    tone: TONES[kind],
    text,
    to: { title: "Look at them", href: kind === "asks" ? "/inbox" : `/?status=${kind}` },
  };
}
