// The floor: a bare Node loop that spawns the same shells. Usage: node bare-loop.mjs sequential|parallel N
import { spawn } from "node:child_process";

const [mode, count] = [process.argv[2], Number(process.argv[3])];
const shell = () =>
  new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", "true"]);
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
  });

if (mode === "parallel") await Promise.all(Array.from({ length: count }, shell));
else for (let i = 0; i < count; i++) await shell();
