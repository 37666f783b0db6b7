import { useEffect, type ReactNode } from "react";
import { setPageTitle } from "./tab-title.ts";
import styles from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Fills the window instead of growing with what is in it. */
  readonly full?: boolean;
}

/** The frame of every page: its title, what can be done, what it shows. */
export function Page({ title, actions, children, full = false }: PageProps) {
  useEffect(() => {
    setPageTitle(title);
  }, [title]);
  return (
    <main id="main" className={`${styles["page"]} ${full ? styles["full"] : ""}`} tabIndex={-1}>
      <header className={styles["head"]}>
        <h1>{title}</h1>
        {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}
