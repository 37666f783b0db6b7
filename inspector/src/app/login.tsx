import { useState, type FormEvent } from "react";
import { createClient, DroverApiError } from "../data/client.ts";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/notes.tsx";
import styles from "./login.module.css";

const UNKNOWN =
  "The daemon of this project does not know this token. It may be another project's, or have been removed.";
const isUnknown = (error: unknown): boolean => error instanceof DroverApiError && error.code === "auth.missing";

/** For a browser that has no cookie: the command that logs in, or a token, which is kept nowhere. */
export function Login() {
  const [token, setToken] = useState("");
  const [error, setError] = useState<unknown>(null);
  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const { url } = await createClient({ url: window.location.origin, token: token.trim() }).makeLink();
      if (url === null) return;
      // The link leads to the list of runs: whoever wanted another page stays there.
      await fetch(new URL(url).pathname + new URL(url).search);
      window.location.reload();
    } catch (caught) {
      setError(isUnknown(caught) ? new Error(UNKNOWN) : caught);
    }
  };
  return (
    <main id="main" className={styles["login"]}>
      <h1>Who are you?</h1>
      <p>This browser is not known to the daemon. In the project's folder, run</p>
      <pre>drover open</pre>
      <p>
        or give a token, as it stands in <code>.drover/state/token</code>:
      </p>
      <form onSubmit={(event) => void enter(event)}>
        <label>
          Token
          <input type="password" autoComplete="off" value={token} onChange={(event) => setToken(event.target.value)} />
        </label>
        <Button type="submit" kind="main" disabled={token.trim() === ""}>
          Enter
        </Button>
      </form>
      {error !== null && <Failure error={error} />}
    </main>
  );
}
