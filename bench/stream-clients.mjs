// Clients of one run's events, half by SSE and half by web socket, in a process of their own. Prints a line when all listen, and one
// with what was lost, told twice and how late it came when all have heard everything.
import http from "node:http";
import { WebSocket } from "ws";

const { url, token, run, sse, ws, events, cuts } = JSON.parse(process.argv[2]);
const headers = { authorization: `Bearer ${token}` };
const result = { lost: 0, doubled: 0, cuts: 0, delays: [] };
let listening = 0;
let done = 0;
const total = sse + ws;

function client(connect) {
  const seen = new Set();
  let cursor = null;
  let isReady = false;
  const ready = () => {
    if (isReady) return;
    isReady = true;
    listening += 1;
    if (listening === total) console.log(JSON.stringify({ listening }));
  };
  const open = () => {
    let isCut = false;
    const cut = () => {
      if (isCut) return;
      isCut = true;
      close();
      setTimeout(open, Math.random() * 50);
    };
    const close = connect(cursor ?? "now", (id, event) => {
      if (isCut) return;
      ready();
      cursor = id ?? cursor;
      if (event === null) return;
      if (event.type !== "emitted") return;
      if (seen.has(event.data)) result.doubled += 1;
      seen.add(event.data);
      result.delays.push(Date.now() - event.at);
      if (event.data === events) {
        isCut = true;
        close();
        result.lost += events - seen.size;
        done += 1;
        if (done === total) console.log(JSON.stringify({ ...result, delays: cuts ? [] : result.delays }));
        return;
      }
      if (cuts && Math.random() < 0.002) {
        result.cuts += 1;
        cut();
      }
    });
  };
  open();
}

const query = (cursor) => `run=${run}${cursor === "now" ? "" : `&after=${cursor}`}`;

function bySse(cursor, take) {
  let rest = "";
  const request = http.get(`${url}/events?${query(cursor)}`, { headers, agent: false }, (response) => {
    response.setEncoding("utf8");
    response.on("error", () => undefined);
    response.on("data", (piece) => {
      const blocks = (rest + piece).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const field = (name) =>
          block
            .split("\n")
            .find((line) => line.startsWith(`${name}: `))
            ?.slice(name.length + 2);
        take(field("id"), field("event") === "heartbeat" ? null : JSON.parse(field("data")));
      }
    });
  });
  request.on("error", () => undefined);
  return () => request.destroy();
}

function byWebSocket(cursor, take) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/events?${query(cursor)}`, { headers });
  socket.on("error", () => undefined);
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    take(message.cursor, message.event ?? null);
  });
  return () => socket.terminate();
}

for (let i = 0; i < sse; i++) client(bySse);
for (let i = 0; i < ws; i++) client(byWebSocket);
process.stdin.on("end", () => process.exit());
process.stdin.resume();
