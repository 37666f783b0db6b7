// A small agent without a model and without patience: it changes `add` in src/add.js, and wrong. `node recordings/record.mjs` records it.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const say = async (text, ms) => {
  await sleep(ms);
  console.log(text);
};

readFileSync(0, "utf8");
await say("src/add.js: that minus looks wrong.", 300);
await sleep(200);
writeFileSync("src/add.js", readFileSync("src/add.js", "utf8").replace("a - b", "a * b"));
await say("Changed it. Done, I am sure.", 300);
