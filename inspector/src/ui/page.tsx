import { useEffect, type ReactNode } from "react";
import { setPageTitle } from "./tab-title.ts";
import styles from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Fills the window instead of growing with what is in it; `wide`: only a window that has the room. */
  readonly full?: boolean | "wide";
}

/** The frame of every page: its title, what can be done, what it shows. */
export function Page({ title, actions, children, full = false }: PageProps) {
  useEffect(() => {
    setPageTitle(title);
  }, [title]);
  return (
    <main
      id="main"
      className={`${styles["page"]} ${full === false ? "" : styles[full === "wide" ? "wide" : "full"]}`}
      tabIndex={-1}
    >
      <header className={styles["head"]}>
        <h1>{title}</h1>
        {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}
