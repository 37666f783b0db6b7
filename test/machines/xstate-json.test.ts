import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createMachine, type AnyStateMachine, type AnyStateNode } from "xstate";
import { openCatalog } from "../../src/project/catalog.ts";
import type { Definition } from "../../src/definition/definition.ts";
import { compileProgram } from "../../src/machines/program.ts";
import { xstateJson } from "../../src/machines/xstate-json.ts";
import { projectAt } from "../../src/project/project.ts";

const root = path.resolve(import.meta.dirname, "../..");
const catalog = openCatalog(projectAt(root));
const definitionOf = (file: string): Definition => catalog.load(`./${file}`, root).definition;
const files = ["workflows", "examples"].flatMap((folder) =>
  readdirSync(path.join(root, folder)).flatMap((name) => (name.endsWith(".yaml") ? [`${folder}/${name}`] : [])),
);

/** Without the machine's id, which is the run's in one and the workflow's in the other. */
const pathOf = (node: AnyStateNode): string => node.path.join(".");

const nodesOf = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)];

/** Every state with its kind and where it begins; every transition in the order in which it is tried. */
function shapeOf(machine: AnyStateMachine): unknown[] {
  return nodesOf(machine.root).map((node) => ({
    path: pathOf(node),
    type: node.type,
    history: node.history,
    initial: node.type === "compound" ? node.initial.target?.map(pathOf) : null,
    // A state that is done is told by an event with the machine's id in it.
    ways: [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map((way) => [
      way.eventType.replace(`xstate.done.state.${machine.id}`, "xstate.done.state.(id)"),
      way.target?.map(pathOf) ?? null,
      way.reenter,
      way.guard !== undefined,
      way.actions.length,
    ]),
    entry: node.entry.length,
    exit: node.exit.length,
  }));
}

describe("a machine as XState's JSON", () => {
  it.each(files)("%s has the states and transitions of the machine that runs", (file) => {
    const definition = definitionOf(file);
    const text = JSON.stringify(xstateJson(definition));
    expect(text).not.toContain("unnamed");
    expect(shapeOf(createMachine(JSON.parse(text) as never) as AnyStateMachine)).toEqual(
      shapeOf(compileProgram(definition).machine),
    );
  });

  it("names guards and actions by what stands in the file, and says what each state does", () => {
    const json = xstateJson(definitionOf("workflows/task.yaml"));
    expect(json).toMatchObject({
      id: "task",
      context: { branch: null },
      states: {
        main: {
          states: {
            in_review: {
              on: { merge_anyway: [{ target: "#task.main.merging", guard: { type: "context.branch != null" } }] },
            },
            merging: {
              meta: { step: "merging", verb: "git.merge" },
              on: {
                "drover.outcome.main.merging": [{ guard: { type: "succeeded" } }, { guard: { type: "failed" } }, {}],
              },
            },
          },
        },
      },
    });
  });
});
