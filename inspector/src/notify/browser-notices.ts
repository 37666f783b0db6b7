import { useEffect } from "react";
import type { Notice } from "../ui/notices.tsx";

/**
 * Notices of the browser. Wanted or not is kept by the browser for this address; of several windows one tells, the one that holds a lock; and none
 * tells while a window is looked at, for that one shows them in the page.
 */
const WANTED = "drover.notify";
const TELLER = "drover.notify.teller";
const LOOKED_AT = "drover.notify.looked-at";

/** Also where the page is not at this machine's own address: browsers offer neither there. */
export const canNotify = (): boolean => "Notification" in window && "locks" in navigator;

export const isWanted = (): boolean =>
  canNotify() && localStorage.getItem(WANTED) === "on" && Notification.permission === "granted";

/** Asks the browser for leave where it was never asked. Gives whether notices come from now on. */
export async function want(isOn: boolean): Promise<boolean> {
  const isAllowed = isOn && (await Notification.requestPermission()) === "granted";
  localStorage.setItem(WANTED, isAllowed ? "on" : "off");
  return isAllowed;
}

let isTeller = false;

/** Takes part among the windows of the page, as long as it is open. */
export function useWindows(): void {
  useEffect(() => {
    if (!canNotify()) return;
    const closed = new AbortController();
    holdLock({ name: TELLER, mode: "exclusive" }, closed.signal, (isHeld) => {
      isTeller = isHeld;
    });
    const looking = holdWhileLookedAt(closed.signal);
    for (const type of ["focus", "blur"]) window.addEventListener(type, looking, { signal: closed.signal });
    document.addEventListener("visibilitychange", looking, { signal: closed.signal });
    return () => closed.abort();
  }, []);
}

interface Lock {
  readonly name: string;
  readonly mode: LockMode;
}

/** Waits for a lock and holds it until the signal. */
function holdLock(
  { name, mode }: Lock,
  signal: AbortSignal,
  onHeld: (isHeld: boolean) => void = () => undefined,
): void {
  const hold = (): Promise<void> => {
    onHeld(true);
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        onHeld(false);
        resolve();
      });
    });
  };
  void navigator.locks.request(name, { mode, signal }, hold).catch((error: unknown) => {
    // It was closed before its turn came.
    if (!signal.aborted) throw error;
  });
}

function holdWhileLookedAt(closed: AbortSignal): () => void {
  let held: AbortController | null = null;
  const look = (): void => {
    const isLookedAt = document.visibilityState === "visible" && document.hasFocus();
    if (isLookedAt && held === null) {
      held = new AbortController();
      holdLock({ name: LOOKED_AT, mode: "shared" }, AbortSignal.any([held.signal, closed]));
    } else if (!isLookedAt) {
      held?.abort();
      held = null;
    }
  };
  look();
  return look;
}

/** One notice of the browser for each, by one window only, and only while nobody looks at any. A click goes there. */
export async function tellByBrowser(notices: readonly Notice[], go: (href: string) => void): Promise<void> {
  if (notices.length === 0 || !isTeller || !isWanted()) return;
  const { held = [] } = await navigator.locks.query();
  if (held.some(({ name }) => name === LOOKED_AT)) return;
  for (const { text, to } of notices) {
    const shown = new Notification("Drover", { body: text, tag: text });
    shown.addEventListener("click", () => {
      window.focus();
      if (to !== undefined) go(to.href);
      shown.close();
    });
  }
}
