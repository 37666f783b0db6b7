// A small agent without a model: it repairs `add` in src/add.js as a patient colleague would, aloud. `node recordings/record.mjs` records it.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const say = async (text, ms) => {
  await sleep(ms);
  console.log(text);
};

readFileSync(0, "utf8");
await say("Reading test/add.test.js: it expects add(2, 3) to be 5.", 300);
await say("Reading src/add.js.", 500);
const source = readFileSync("src/add.js", "utf8");
await say("add(a, b) gives a - b; the sign is wrong.", 700);
await sleep(400);
writeFileSync("src/add.js", source.replace("a - b", "a + b"));
await say("Changed src/add.js: `a - b` is now `a + b`.", 300);
await say("Looking over the change once more.", 700);
await say("Done: add(a, b) adds its numbers now, so the test should pass.", 500);
