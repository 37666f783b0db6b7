// Starts a run, tells what happens in it, answers what is asked, and ends as the run ends.
//
//   DROVER_URL=http://127.0.0.1:24680 DROVER_TOKEN=… node examples/client/run.mjs <workflow> [name=value …] [--allow]
//
// `drover status` tells the address; the token of the project is the file .drover/state/token. With --allow every approval is given;
// without it the program tells what is asked and waits until somebody has answered.
import { appendFileSync } from "node:fs";
import { createClient, DroverApiError } from "drover/client";

const [workflow, ...rest] = process.argv.slice(2);
const mayAllow = rest.includes("--allow");
const inputs = Object.fromEntries(rest.filter((one) => one.includes("=")).map((one) => one.split(/=(.*)/s, 2)));
const { DROVER_URL: url = "http://127.0.0.1:24680", DROVER_TOKEN: token } = process.env;

const client = createClient({ url, ...(token !== undefined && { token }) });
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted; the run goes on")));

/** Steps as they begin and end. From the beginning: what happened before this began to listen is told as well. */
async function tell(run) {
  const types = ["step.started", "step.ended", "step.waiting", "ask.opened", "run.ended"];
  for await (const { event } of client.events({ run, after: "0", types, signal: stop.signal })) {
    if (event.type === "run.ended") return;
    console.log(`${new Date(event.at).toISOString()} ${event.type} ${event.step}`, event.status ?? event.title ?? "");
  }
}

async function answered(ask) {
  if (!mayAllow || ask.kind === "question") {
    console.log(`${ask.step} asks: ${ask.title} (answer it with drover approve, or drover answer)`);
    return false;
  }
  await client.answer(ask.id, "allow", "by examples/client/run.mjs");
  return true;
}

async function outcomeOf(run) {
  for (let seen = ""; ; ) {
    const { run: state, isEnded, asks } = await client.wait(run, { asks: seen === "", signal: stop.signal });
    if (isEnded) return state;
    const left = [];
    for (const ask of asks) if (!(await answered(ask))) left.push(ask.id);
    // What somebody else has to answer is told once.
    seen = left.join(" ");
  }
}

try {
  // In CI the same build that is run again gets the same run, not another one.
  const { GITHUB_RUN_ID: build, GITHUB_RUN_ATTEMPT: attempt = "1" } = process.env;
  const key = build === undefined ? {} : { key: `github ${build} ${attempt} ${workflow}` };
  const run = await client.start(workflow, inputs, { ...key, signal: stop.signal });
  console.log(`run ${run}`);
  const [{ status, output, error }] = await Promise.all([outcomeOf(run), tell(run)]);
  console.log(`${status}: ${JSON.stringify(output ?? error)}`);
  if (process.env.GITHUB_STEP_SUMMARY)
    appendFileSync(process.env.GITHUB_STEP_SUMMARY, `Run \`${run}\` of \`${workflow}\`: **${status}**\n`);
  process.exitCode = status === "succeeded" ? 0 : 1;
} catch (error) {
  console.error(error instanceof DroverApiError ? `${error.code}: ${error.detail}` : error.message);
  process.exitCode = 2;
}
