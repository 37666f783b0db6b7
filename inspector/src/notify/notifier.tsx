import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useLocation } from "wouter";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useNotices } from "../ui/notices.tsx";
import { setWaiting } from "../ui/tab-title.ts";
import { tellByBrowser, useWindows } from "./browser-notices.ts";
import { noticesOf, type News } from "./news.ts";
import { useNews } from "./use-news.ts";

/** Tells what a person wants to hear of: in the page, in the tab's title, and by the browser where that was asked for. */
export function Notifier() {
  const notices = useNotices();
  const [, go] = useLocation();
  const asks = useQuery({ queryKey: keys.asks(), queryFn: () => client.listAsks() });
  const waiting = asks.data?.items.length ?? 0;
  useEffect(() => setWaiting(waiting), [waiting]);
  useWindows();
  const tell = useCallback(
    (news: readonly News[]) => {
      const told = noticesOf(news.filter((one) => !isLookedAt(one)));
      for (const notice of told) notices.tell(notice);
      void tellByBrowser(told, go);
    },
    [notices, go],
  );
  useNews(tell);
  return null;
}

/** What stands before the person's eyes need not be told. */
function isLookedAt({ kind, run }: News): boolean {
  if (document.visibilityState !== "visible") return false;
  const { pathname } = window.location;
  return (
    pathname === `/runs/${run}` || pathname.startsWith(`/runs/${run}/`) || (kind === "asks" && pathname === "/inbox")
  );
}
