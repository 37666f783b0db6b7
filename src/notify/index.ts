export { desktopProblem, show } from "./desktop.ts";
export { startTeller, type Teller } from "./teller.ts";
export { post } from "./webhook.ts";
