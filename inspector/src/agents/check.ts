import { client, type Operations } from "../data/client.ts";
import { keys } from "../data/keys.ts";

export type Check = Operations["checkAgent"]["result"];

/** What was found is kept while the page is open; it is looked for only when somebody asks. */
export const checkQuery = (agent: string) => ({
  queryKey: keys.agents("check", agent),
  queryFn: () => client.checkAgent({ agent }),
  gcTime: Infinity,
});

const LOGINS: Readonly<Record<Check["login"]["state"], string>> = {
  found: "signs of a login",
  "not-found": "no sign of a login",
  unknown: "login unknown",
  "not-needed": "no login needed",
};

export function checkText(check: Check | undefined): string {
  if (check === undefined) return "not checked";
  if (!check.isInstalled) return "not installed";
  return `installed, ${LOGINS[check.login.state]}`;
}
