import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { array, assert, constantFrom, integer, nat, oneof, pre, property, string, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/core/diagnostic.ts";
import {
  formatDiagnostic,
  formatDuration,
  loadConfig,
  loadWorkflow,
  parseDuration,
  parseYaml,
} from "../../src/definition/index.ts";
import type { Definition, StateNode } from "../../src/definition/definition.ts";
import { arrowsOf } from "./arrows.ts";
import { loadOptions } from "./load-options.ts";

const here = import.meta.dirname;
const options = loadOptions(path.join(here, "workflows"));
const texts = ["workflows", "mistakes"].flatMap((folder) =>
  readdirSync(path.join(here, folder))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => readFileSync(path.join(here, folder, file), "utf8")),
);

/** A failing run prints its seed and path; `DROVER_SEED` runs it again. */
const seed = Number(process.env["DROVER_SEED"] ?? Date.now() % 2 ** 31);
const settings = { numRuns: 150, seed };

/** Every diagnostic points at something that is there. */
function expectPlaces(text: string, diagnostics: readonly Diagnostic[]): void {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  for (const one of diagnostics) {
    expect(one.code).toMatch(/^D\d{3}$/);
    expect(one.excerpt).toBe((lines[one.line - 1] ?? "missing line").replace(/\r$/, ""));
    expect(one.column).toBeGreaterThanOrEqual(1);
    expect(one.column).toBeLessThanOrEqual(one.excerpt.length + 1);
    expect(one.endColumn).toBeGreaterThan(one.column);
    expect(formatDiagnostic(one, { color: true })).toContain(`:${one.line}:${one.column}`);
  }
}

function pathsOf(node: StateNode): string[] {
  return [node.path].concat(node.states.flatMap(pathsOf));
}

function leadsSomewhere(arrow: string, { main, finally: last }: Definition): boolean {
  const target = arrow.slice(arrow.lastIndexOf("-> ") + 3);
  return target === "(stays)" || pathsOf(main).includes(target) || (last !== null && pathsOf(last).includes(target));
}

function judge(text: string): void {
  const result = loadWorkflow({ file: "any.yaml", text }, options);
  const lost = result.ok ? arrowsOf(result.definition).filter((one) => !leadsSomewhere(one, result.definition)) : [];
  expect(lost).toEqual([]);
  const diagnostics = result.ok ? result.warnings : result.diagnostics;
  expect(diagnostics.some((one) => one.severity === "error")).toBe(!result.ok);
  expectPlaces(
    text,
    diagnostics.filter((one) => one.file === "any.yaml"),
  );
}

const word = constantFrom(
  ..."name,steps,states,id,run,agent,on,initial,type,final,parallel,when,goto,max,with,inputs,default,always,target,after,retry,env,finally,on-failure,wait,workflow,child,uses,git.merge".split(
    ",",
  ),
);
const scrap = constantFrom(
  "\n",
  "  ",
  "\n  ",
  "\n    - ",
  "- ",
  ": ",
  "{",
  "}",
  "[",
  "]",
  ", ",
  '"',
  "'",
  "|\n",
  ">-\n",
  "&a ",
  "*a",
  "<<: *a",
  "#",
  "!!str ",
  "${{ ",
  " }}",
  "\t",
  "\r\n",
  "---\n",
  "? ",
  "1",
  "true",
  "null",
  ".inf",
  "é",
  "𝕏",
  "\u2028",
  "10m",
);

describe(`whatever the text is (seed ${seed})`, () => {
  it("random characters give diagnostics or a definition", () => {
    assert(property(string({ maxLength: 200, unit: "binary" }), judge), settings);
  });

  it("random YAML-like text gives diagnostics or a definition", () => {
    assert(
      property(array(oneof(word, scrap), { maxLength: 80 }), (parts) => judge(parts.join(""))),
      { ...settings, numRuns: 600 },
    );
  });

  it("a known file with something cut out, put in or repeated gives diagnostics or a definition", () => {
    const change = tuple(
      constantFrom(...texts),
      nat(),
      integer({ min: 0, max: 40 }),
      oneof(scrap, word, constantFrom("")),
    );
    assert(
      property(change, ([text, at, length, insert]) => {
        const start = at % (text.length + 1);
        judge(text.slice(0, start) + insert + text.slice(start + length));
      }),
      { ...settings, numRuns: 400 },
    );
  });

  it("a known file with lines moved gives diagnostics or a definition", () => {
    assert(
      property(constantFrom(...texts), nat(), nat(), nat(20), (text, from, to, indent) => {
        const lines = text.split("\n");
        const [line = ""] = lines.splice(from % lines.length, 1);
        lines.splice(to % (lines.length + 1), 0, " ".repeat(indent) + line.trimStart());
        judge(lines.join("\n"));
      }),
      { ...settings, numRuns: 300 },
    );
  });

  it("any value in any place gives diagnostics or a definition", () => {
    const value = constantFrom(
      "",
      "3",
      "[]",
      "{}",
      "[a, 1]",
      "{ a: b }",
      "null",
      "true",
      '"${{ inputs.x }}"',
      '"${{"',
      "text",
      "-1",
      "1e999",
      "*x",
      "&x y",
    );
    assert(
      property(constantFrom(...texts), nat(), value, (text, at, put) => {
        const lines = text.split("\n");
        const places = lines.flatMap((line, i) => (/: ?\S/.test(line) ? [i] : []));
        pre(places.length > 0);
        const i = places[at % places.length]!;
        lines[i] = lines[i]!.replace(/: ?[^,}]+/, () => `: ${put}`);
        judge(lines.join("\n"));
      }),
      { ...settings, numRuns: 600 },
    );
  });

  it("a configuration never throws either, and any YAML can be located in", () => {
    assert(
      property(array(oneof(word, scrap), { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        const config = loadConfig(text, "config.yaml");
        if (!config.ok) expectPlaces(text, config.diagnostics);
        expect(parseYaml(text, "any.yaml").locate(["name", 0, "x"]).line).toBeGreaterThanOrEqual(1);
      }),
      settings,
    );
  });
});

describe("durations", () => {
  it("come back as they were written", () => {
    assert(
      property(nat(100 * 365 * 86_400_000), (ms) => parseDuration(formatDuration(ms)) === ms),
      settings,
    );
  });
});
