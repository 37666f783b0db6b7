// Requests at an even pace, whatever becomes of those before: how late each answer comes after the moment at which it was due to be asked for.
import http from "node:http";

/** Milliseconds from when each request was due to its whole answer; whatever was not 201 took for ever, and is counted as `failed`. */
export async function pacedStarts({ url, authorization }, { rate, seconds, connections }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const body = JSON.stringify({ workflow: "waits" });
  const headers = { authorization, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const delays = [];
  let failed = 0;
  const ask = (due) =>
    new Promise((resolve) => {
      const fail = () => {
        failed += 1;
        delays.push(Infinity);
        resolve();
      };
      const request = http.request(`${url}/runs`, { method: "POST", agent, headers }, (response) => {
        response.resume().once("end", () => {
          if (response.statusCode !== 201) return fail();
          delays.push(performance.now() - due);
          resolve();
        });
      });
      request.once("error", fail).end(body);
    });
  const begun = performance.now();
  const asked = [];
  while (asked.length < rate * seconds) {
    const due = begun + (asked.length * 1000) / rate;
    if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    asked.push(ask(due));
  }
  await Promise.all(asked);
  agent.destroy();
  return { delays, failed };
}
