import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { NotifyButton } from "../notify/notify-button.tsx";
import { Button } from "../ui/button.tsx";
import { PLACES } from "./places.ts";
import { applyTheme, nextTheme, theme } from "./theme.ts";
import styles from "./navigation.module.css";

export function Navigation({ version }: { readonly version: string | null }) {
  const [location] = useLocation();
  const asks = useQuery({ queryKey: keys.asks(), queryFn: () => client.listAsks() });
  const waiting = asks.data?.items.length ?? 0;
  return (
    <nav className={styles["navigation"]} aria-label="Main">
      <div className={styles["brand"]}>
        <span className={styles["mark"]} aria-hidden="true" />
        Drover
        {version !== null && <small>{version}</small>}
      </div>
      <ul>
        {PLACES.map(({ href, title, glyph, key }) => (
          <li key={href}>
            <Link href={href} aria-current={isAt(href, location) ? "page" : undefined} title={`g ${key}`}>
              <span aria-hidden="true" className={styles["glyph"]}>
                {glyph}
              </span>
              <span className={styles["title"]}>{title}</span>
              {href === "/inbox" && waiting > 0 && (
                <span className={styles["count"]}>
                  {waiting}
                  <span className={styles["hidden"]}> waiting for you</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles["foot"]}>
        <NotifyButton />
        <ThemeButton />
      </div>
    </nav>
  );
}

const isAt = (href: string, location: string): boolean =>
  href === "/" ? location === "/" || location.startsWith("/runs") : location.startsWith(href);

function ThemeButton() {
  const [now, setNow] = useState(theme);
  const change = (): void => {
    const next = nextTheme(now);
    applyTheme(next);
    setNow(next);
  };
  return (
    <Button kind="quiet" small className={styles["theme"] ?? ""} aria-label={`Theme: ${now}`} onClick={change}>
      <span className={styles["word"]}>Theme: </span>
      {now}
    </Button>
  );
}
