import type { App } from "../app.ts";
import type { RunId } from "../core/ids.ts";
import type { DiagramLevel } from "../definition/diagram.ts";
import { svgOf, type Layout, type Layouts } from "../layout/index.ts";
import { frozenDefinition } from "./run-view.ts";
import { freezeText, loadedWorkflow } from "./workflows.ts";

/** Draws pictures of what a project has. All throw `layout.failed`. */
interface Drawer {
  readonly app: Pick<App, "project" | "catalog" | "store">;
  readonly layouts: Layouts;
}

/** Of what a run follows, whatever its file says by now. Throws `run.unknown` and `definition.missing`. */
export async function layoutOfRun({ app, layouts }: Drawer, run: RunId, detail: DiagramLevel): Promise<Layout> {
  return layouts.of({ ...frozenDefinition(app.store, run), detail });
}

/** Throws `workflow.unknown`, `workflow.ambiguous` and `workflow.invalid`. */
export async function layoutOfWorkflow({ app, layouts }: Drawer, name: string, detail: DiagramLevel): Promise<Layout> {
  const { definition, hash } = loadedWorkflow(app, name);
  return layouts.of({ definition, hash, detail });
}

/** As an SVG; else as `layoutOfWorkflow`. */
export async function pictureOfWorkflow(drawer: Drawer, name: string, detail: DiagramLevel): Promise<string> {
  return svgOf(await layoutOfWorkflow(drawer, name, detail), name);
}

interface Text {
  readonly name: string;
  readonly text: string;
  readonly detail: DiagramLevel;
  /** Who writes it. A newer text of theirs takes the place of one that waits. */
  readonly author: string;
}

/** Of a text as though it were a workflow file of the project; nothing is written. Throws `workflow.invalid`, and `request.too_many`. */
export async function layoutOfText({ app, layouts }: Drawer, { name, text, detail, author }: Text): Promise<Layout> {
  return layouts.of({ ...freezeText(app, { name, text }), detail, author });
}
