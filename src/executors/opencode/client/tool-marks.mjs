// A plugin of OpenCode's: the commands of a server carry the marks of the attempt that has it on loan, so that they end with that attempt, and
// not its password. The file is written by whoever takes the server (server.ts).
import { readFileSync } from "node:fs";

export const ToolMarks = async () => ({
  "shell.env": async (_, { env }) => {
    const marks = JSON.parse(readFileSync(`${process.env.DROVER_ATTEMPT_DIR}/marks`, "utf8"));
    Object.assign(env, marks, { OPENCODE_SERVER_PASSWORD: "" });
  },
});
