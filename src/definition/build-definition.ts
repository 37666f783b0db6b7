import { isJsonObject } from "../core/json.ts";
import { hasKey, keyRange, report, spot, valueRange, type Build } from "./build.ts";
import { checkValueSchema } from "./check-schema.ts";
import { spanMs, optionalTemplate, template, templates } from "./check-text.ts";
import { collectSteps } from "./collect-steps.ts";
import type { Definition, StateNode, WorkspaceSpec } from "./definition.ts";
import { desugarFinally, desugarSteps } from "./desugar.ts";
import { lint } from "./lint.ts";
import { emptyNode } from "./nodes.ts";
import { sightsOf } from "./sights.ts";
import { statechart } from "./states.ts";
import { placeOf } from "./source.ts";
import { warnOfUnreached } from "./unreached.ts";

/** The whole definition; mistakes are in `build.diagnostics`, and with any of them it is not to be used. */
export function buildDefinition(build: Build): Definition {
  const { file } = build;
  checkForm(build);
  for (const schema of Object.values(build.inputs["properties"] ?? {}))
    if (isJsonObject(schema)) checkValueSchema(build, schema);
  collectSteps(build);
  const before = sightsOf(build, () => []);
  const after = sightsOf(build, null, { error: true });
  const definition: Definition = {
    format: 1,
    name: file.name,
    description: file.description ?? null,
    file: build.source.file,
    form: file.states === undefined ? "steps" : "states",
    inputs: build.inputs,
    env: templates(build, file.env, before.secret),
    workspace: workspaceOf(build),
    limits: limitsOf(build),
    context: templates(build, file.context, before.plain),
    main: mainOf(build),
    finally: file.finally === undefined ? null : desugarFinally(build, file.finally),
    outputs: templates(build, file.outputs, after.plain),
    workflows: Object.fromEntries(build.workflows),
  };
  if (file.states !== undefined) lint(build, definition.main);
  warnOfUnreached(build);
  return definition;
}

/** Only what is given stands there, so that the hash of other workflows stays as it was. */
function limitsOf(build: Build): Definition["limits"] {
  const { limits } = build.file;
  if (limits === undefined) return { wallMs: null };
  const { wall: _, ...amounts } = limits;
  return { ...amounts, wallMs: spanMs(build, spot(limits, "wall")) };
}

function mainOf(build: Build): StateNode {
  const { file } = build;
  if (file.steps !== undefined) return desugarSteps(build, file.steps);
  if (file.states !== undefined) return statechart(build);
  return emptyNode("main", null, "1:1");
}

const ONLY_STATES = ["initial", "context"];

function checkForm(build: Build): void {
  const { file } = build;
  const hasSteps = hasKey(build, file, "steps");
  const hasStates = hasKey(build, file, "states");
  const name = build.places.get(file)?.get("name");
  if (hasSteps && hasStates)
    report(build, keyRange(build, spot(file, "states")), {
      code: "D105",
      message: 'The workflow has both "steps" and "states".',
      expected: "one of them",
    });
  if (!hasSteps && !hasStates)
    report(build, name?.range ?? { start: 0, end: 1 }, {
      code: "D102",
      message: "The workflow does nothing.",
      expected: "steps, or states",
    });
  if (hasSteps && !hasStates)
    for (const key of ONLY_STATES.filter((one) => hasKey(build, file, one)))
      report(build, keyRange(build, spot(file, key)), {
        code: "D105",
        message: `"${key}" means nothing in a workflow with "steps".`,
        expected: "states in place of steps",
      });
}

function workspaceOf(build: Build): WorkspaceSpec {
  const { workspace } = build.file;
  const sight = sightsOf(build, () => []).plain;
  if (workspace === undefined) return { kind: "inherit" };
  if (typeof workspace === "string") return { kind: "none" };
  const text = (key: string): ReturnType<typeof optionalTemplate> =>
    optionalTemplate(build, spot(workspace, key), sight);
  const other = ["repo", "branch", "base", "copy"].find((key) => hasKey(build, workspace, key));
  const path = text("path");
  if (path !== null && other !== undefined)
    report(build, keyRange(build, spot(workspace, other)), {
      code: "D105",
      message: `"${other}" means nothing beside "path".`,
      expected: "a plain folder (path), or a worktree (repo, branch, base, copy)",
    });
  if (path !== null) return { kind: "directory", path };
  const { line, column } = placeOf(build.source, valueRange(build, spot(build.file, "workspace")).start);
  const at = `${line}:${column}`;
  return {
    kind: "worktree",
    repo: text("repo") ?? { value: ".", at },
    branch: text("branch"),
    base: text("base"),
    copy: workspace.copy === undefined ? { value: [], at } : template(build, spot(workspace, "copy"), sight),
  };
}
