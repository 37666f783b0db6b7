// What `drover doctor` asks before anybody is to be notified.
export { desktopProblem } from "../notify/index.ts";
