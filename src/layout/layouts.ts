import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import type { Definition } from "../definition/definition.ts";
import type { DiagramLevel } from "../definition/diagram.ts";
import { replaceFile } from "../engine/index.ts";
import { drawnOf } from "./drawn.ts";
import { fromElk, toElk } from "./elk-graph.ts";
import { openElk, type ElkOptions } from "./elk.ts";
import { createFailures } from "./failures.ts";
import type { Drawn, Layout } from "./layout.ts";

interface Wanted {
  readonly hash: string;
  readonly definition: Definition;
  readonly detail: DiagramLevel;
  /** Who writes the text of it; left out for what is saved, which is drawn first. */
  readonly author?: string;
}

export interface Layouts {
  /**
   * Computed once for each definition and detail; many that ask at once get one computation. Throws `layout.failed`, at once for what
   * is too large or has failed of late, and `request.too_many`.
   */
  of(wanted: Wanted): Promise<Layout>;
  close(): Promise<void>;
}

/** Of the files: another version is computed again. Changes with whatever changes a picture. */
const VERSION = 1;
/** An editor asks for a layout of every text that somebody stops at. */
const MOST_FILES = 400;

/** Layouts with a folder to remember them in, or `null`. A file that is damaged or gone is only computed again. */
export function openLayouts(folder: string | null, options: Partial<ElkOptions> = {}): Layouts {
  const elk = openElk(options);
  const failures = createFailures();
  const underWay = new Map<string, Promise<Layout>>();

  async function compute(file: string, { hash, definition, detail, author }: Wanted): Promise<Layout> {
    const kept = folder === null ? null : readKept(file, { hash, detail });
    if (kept !== null) return kept;
    failures.check(file);
    const drawn = drawnOf(definition, detail);
    checkSize(drawn);
    try {
      const layout = fromElk(await elk.layout(toElk(drawn), author ?? null), { hash, detail, drawn });
      if (folder !== null) keep(file, layout);
      return layout;
    } catch (error) {
      failures.note(file, error);
      throw error;
    }
  }

  return {
    of(wanted) {
      const file = path.join(folder ?? "", `${wanted.hash}.${wanted.detail}.json`);
      // What is saved does not wait in the place of a text that says the same.
      const question = `${wanted.author ?? ""}\n${file}`;
      const former = underWay.get(question);
      if (former !== undefined) return former;
      const layout = compute(file, wanted).finally(() => underWay.delete(question));
      underWay.set(question, layout);
      return layout;
    },
    close: () => elk.close(),
  };
}

/** What takes five to ten seconds. More ways than these cross many others; in little more than a chain they do not, and 400 steps take one second. */
const MOST_STATES = 500;
const MOST_WAYS = 300;
const isNearlyChain = ({ states, ways }: Drawn): boolean => ways.length <= 1.2 * states.length;

/** Throws `layout.failed`. */
function checkSize(drawn: Drawn): void {
  const { states, ways } = drawn;
  if (states.length <= MOST_STATES && (ways.length <= MOST_WAYS || isNearlyChain(drawn))) return;
  throw new DroverError(
    "layout.failed",
    `Cannot draw the workflow: it has ${states.length} states and ${ways.length} ways between them, and no more than ${MOST_STATES} and ${MOST_WAYS} are laid out. ` +
      "Move a part of it into a workflow of its own (`workflow:`), or read it as text: `drover graph`.",
  );
}

function readKept(file: string, { hash, detail }: Pick<Wanted, "hash" | "detail">): Layout | null {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as { readonly version?: number; readonly layout?: Layout };
    const { version, layout } = kept;
    return version === VERSION && layout?.hash === hash && layout.detail === detail ? layout : null;
  } catch {
    // Never made, or damaged: it is made from the definition again.
    return null;
  }
}

/** A picture that cannot be kept is a picture nevertheless. */
function keep(file: string, layout: Layout): void {
  try {
    const folder = path.dirname(file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFile(file, JSON.stringify({ version: VERSION, layout }));
    forgetOldest(folder);
  } catch (error) {
    process.emitWarning(
      `Cannot keep the layout of a workflow: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function forgetOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= MOST_FILES) return;
  const aged = names.map((name) => ({ name, at: statSync(path.join(folder, name)).mtimeMs }));
  // A tenth at once: not every new one has to look.
  for (const { name } of aged.toSorted((a, b) => a.at - b.at).slice(0, names.length - MOST_FILES * 0.9))
    rmSync(path.join(folder, name), { force: true });
}
