import type { Definition } from "../definition/definition.ts";
import type { DiagramLevel } from "../definition/diagram.ts";
import { graphJson, type GraphJson, type GraphWay } from "../definition/graph-json.ts";
import type { Drawn } from "./layout.ts";
import { wayText } from "./way-text.ts";
import { writtenGraph } from "./written-graph.ts";

/** What a picture of a definition shows. `steps`: as it is written; `machine`: every state, every way. */
export function drawnOf(definition: Definition, detail: DiagramLevel): Drawn {
  const whole = withFinally(graphJson(definition), definition);
  const { states, ways } = detail === "machine" ? whole : writtenGraph(whole);
  const isChain = ({ from }: GraphWay): boolean => definition.form === "steps" || from.startsWith("finally.");
  return {
    states,
    ways: ways.map((way) => Object.assign({ text: wayText(way, detail === "steps" && isChain(way)) }, way)),
  };
}

/** `main` leads to `finally` whatever becomes of it: no arrow of the machine says so. */
function withFinally({ states, ways }: GraphJson, { main, finally: last }: Definition): GraphJson {
  if (last === null) return { states, ways };
  const way: GraphWay = { from: main.path, to: last.path, kind: "always", label: "", guard: null, at: last.at };
  return { states, ways: [...ways, way] };
}
