// Shows the runs of a project in the Stately Inspector: node stately-inspector.mjs [folder] [run]
// Needs the package `ws`. Listens at 127.0.0.1:8090; the page that it serves shows https://stately.ai/inspect in a frame
// and hands on to it what Drover tells. Nothing goes to any other place.
import { readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { WebSocket } from "ws";

const [folder = ".", run] = process.argv.slice(2);
const state = path.join(folder, ".drover/state");
const { url } = JSON.parse(readFileSync(path.join(state, "daemon.json"), "utf8"));
const token = readFileSync(path.join(state, "token"), "utf8").trim();
const port = Number(process.env.PORT ?? 8090);

const PAGE = `<!doctype html><title>Stately Inspector</title>
<style>html, body, iframe { margin: 0; width: 100%; height: 100%; border: 0 }</style>
<iframe src="https://stately.ai/inspect"></iframe>
<script>
  const frame = document.querySelector("iframe");
  addEventListener("message", ({ data, source }) => {
    if (source !== frame.contentWindow || data?.type !== "@statelyai.connected") return;
    const events = new EventSource("/events");
    events.onmessage = (event) => frame.contentWindow.postMessage(JSON.parse(event.data), "https://stately.ai");
    events.onerror = () => events.close();
  }, { once: true });
</script>`;

/** Each reader gets a connection of its own, which begins with the runs that there are. */
function follow(response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.flushHeaders();
  const query = run === undefined ? "" : `?run=${run}`;
  const drover = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1/inspect${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  drover.on("message", (text) => response.write(`data: ${JSON.stringify(JSON.parse(text))}\n\n`));
  drover.on("error", (error) => console.error(error.message));
  drover.on("close", () => response.end());
  response.on("close", () => drover.close());
}

const server = http.createServer((request, response) => {
  // Another site in the same browser must not read along.
  if (request.headers.host !== `127.0.0.1:${server.address().port}`) response.writeHead(403).end();
  else if (request.url === "/events") follow(response);
  else response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
});
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
