// Opens images in a process of its own: when that one dies, the store has let a damaged file end its caller.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** `check(folder)` answers `{ outcome, groups, detail }`; `died` when the checking process did. */
export function startChecker() {
  let current = startProcess();
  return {
    check: async (folder) => {
      const answer = await current.ask(folder);
      if (answer.outcome === "died") current = startProcess();
      return answer;
    },
    end: () => current.child.stdin.end(),
  };
}

function startProcess() {
  const script = fileURLToPath(import.meta.resolve("./checker.mjs"));
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "exit");
  const ask = async (folder) => {
    child.stdin.write(`${folder}\n`);
    const { done, value } = await answers.next();
    if (done !== true) return JSON.parse(value);
    const [code, signal] = await ended;
    return { outcome: "died", groups: 0, detail: `the caller ended with ${signal ?? code}` };
  };
  return { child, ask };
}
