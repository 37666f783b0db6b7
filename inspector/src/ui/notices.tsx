import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import { Link } from "wouter";
import { Button } from "./button.tsx";
import styles from "./notices.module.css";

export interface Notice {
  readonly tone: "good" | "bad" | "waiting" | "plain";
  readonly text: string;
  /** Where it leads. */
  readonly to?: { readonly title: string; readonly href: string };
}

interface Notices {
  readonly tell: (notice: Notice) => void;
}

const NoticesContext = createContext<Notices>({ tell: () => undefined });

export const useNotices = (): Notices => useContext(NoticesContext);

const GOOD_MS = 5_000;
const MOST = 4;

/** Short messages at the edge of the page. What went wrong stays until it is closed. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([]);
  const last = useRef(0);
  const close = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  const notices = useMemo<Notices>(
    () => ({
      tell(notice) {
        const id = (last.current += 1);
        setShown((all) => [...all.slice(1 - MOST), { ...notice, id }]);
        if (notice.tone !== "bad") window.setTimeout(() => close(id), GOOD_MS);
      },
    }),
    [close],
  );
  return (
    <NoticesContext value={notices}>
      {children}
      <div className={styles["notices"]} role="status" aria-live="polite">
        {shown.map(({ id, tone, text, to }) => (
          <div key={id} className={`${styles["notice"]} ${styles[tone]}`}>
            <span>{text}</span>
            {to !== undefined && <Link href={to.href}>{to.title}</Link>}
            <Button kind="quiet" small aria-label="Close this notice" onClick={() => close(id)}>
              ✕
            </Button>
          </div>
        ))}
      </div>
    </NoticesContext>
  );
}
