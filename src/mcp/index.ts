export { answerHttp } from "./http.ts";
export type { Asked, Port } from "./port.ts";
export { serveStdio } from "./stdio.ts";
