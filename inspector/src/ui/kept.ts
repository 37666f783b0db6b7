import { useEffect, useRef } from "react";
import { useNotices } from "./notices.tsx";

/**
 * Keeps a text in the window's own store, so that a reload loses nothing; `null` takes it away. Where the browser takes no more the page
 * goes on with what it has, and it is told once that a reload would lose it. `what`: "Your comments".
 */
export function useKept(key: string, text: string | null, what: string): void {
  const notices = useNotices();
  const isTold = useRef(false);
  useEffect(() => {
    try {
      if (text === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
      isTold.current = false;
    } catch {
      if (isTold.current) return;
      isTold.current = true;
      notices.tell({
        tone: "bad",
        text: `${what} will not outlast a reload of this page: the browser has no room to keep more. Here nothing is lost.`,
      });
    }
  }, [key, text, what, notices]);
}
