import type { ReactNode } from "react";
import { DroverApiError } from "../data/client.ts";
import { Button } from "./button.tsx";
import styles from "./notes.module.css";

/** What a place says when there is nothing to show, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles["empty"]}>
      <p className={styles["title"]}>{title}</p>
      {children}
    </div>
  );
}

export const messageOf = (error: unknown): string =>
  error instanceof DroverApiError ? error.detail : error instanceof Error ? error.message : String(error);

/** What could not be done, in the daemon's own words. */
export function Failure({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  return (
    <div role="alert" className={styles["failure"]}>
      <p>{messageOf(error)}</p>
      {error instanceof DroverApiError && error.code !== "unreachable" && <code>{error.code}</code>}
      {again !== undefined && (
        <Button small onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p role="status" className={styles["loading"]}>
      Loading {what}…
    </p>
  );
}

interface Answered<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** Shows an answer when it is there, what keeps it away, or that it comes. What was shown stays while it is fetched again. */
export function Shown<T>({
  of,
  what,
  children,
}: {
  readonly of: Answered<T>;
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error !== null) return <Failure error={of.error} again={() => void of.refetch()} />;
  return <Loading what={what} />;
}
