import type { Definition, StateNode } from "../../src/definition/definition.ts";

/** Every arrow of a definition, as text: what a reader would draw. */
export const arrowsOf = ({ main, finally: last }: Pick<Definition, "main" | "finally">): string[] =>
  [main, last].flatMap((node) => (node === null ? [] : arrows(node)));

/** `from -event[guard]/operations-> to` for every arrow: what a reader of the definition would draw. */
function arrows(node: StateNode): string[] {
  const short = (target: string | null): string => target ?? "(stays)";
  const list = (name: string, transitions: StateNode["always"]): string[] =>
    transitions.map(
      ({ target, guard, operations }) =>
        `${node.path} -${name}${guard === null ? "" : `[${guard.text}]`}${operations.map(sayOperation).join("")}-> ${short(target)}`,
    );
  const { action } = node;
  const own = [
    ...Object.entries(node.on).flatMap(([event, transitions]) => list(event, transitions)),
    ...node.after.flatMap(({ delay, transitions }) =>
      list(`after ${typeof delay.value === "string" ? delay.value : "?"}`, transitions),
    ),
    ...list("always", node.always),
    ...list("done", node.onDone),
    ...(action === null
      ? []
      : [
          ...list("success", action.onSuccess),
          ...(action.goto === null ? [] : [`${node.path} -goto(max ${action.goto.max})-> ${action.goto.target}`]),
          ...Object.entries(action.onOutcome).flatMap(([status, transitions]) => list(status, transitions)),
          ...list("failure", action.onFailure),
        ]),
  ];
  return [...own, ...node.states.flatMap(arrows)];
}

function sayOperation(operation: StateNode["entry"][number]): string {
  if (operation.type === "record") return ` /${operation.step}=${operation.status}`;
  return operation.type === "goto" ? ` /${operation.step}.gotos+1` : ` /${operation.type}`;
}
