import { Composer, Parser, visit, type CST, type Document, type YAMLError } from "yaml";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Json } from "../core/json.ts";
import { diagnosticAt, makeSource, placeOf, type Finding, type Source } from "./source.ts";
import { asJson, toTree, type Container, type MutableJson, type Place, type Places } from "./yaml-tree.ts";

const LARGEST = 1_000_000;
const DEEPEST = 64;
/** One wrong bracket makes many followers; more than these tell nobody anything. */
const MOST_SYNTAX_ERRORS = 10;

export interface ParsedYaml {
  readonly source: Source;
  /** `null` when nothing could be read. Mutable, as the schema check takes out what is wrong. */
  readonly value: MutableJson;
  readonly places: Places;
  readonly diagnostics: readonly Diagnostic[];
}

/** One YAML 1.2 document, as JSON with places. Never throws; what is wrong is in `diagnostics`. */
export function readYaml(text: string, file: string): ParsedYaml {
  const source = makeSource(file, text);
  const nothing = (diagnostics: readonly Diagnostic[]): ParsedYaml => ({
    source,
    value: null,
    places: new WeakMap(),
    diagnostics,
  });
  const unreadable = textProblem(source);
  if (unreadable !== null) return nothing([unreadable]);
  const tokens = [...new Parser().parse(source.text)];
  const deep = tooDeep(source, tokens);
  if (deep !== null) return nothing([deep]);
  const composer = new Composer({
    stringKeys: true,
    uniqueKeys: false,
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const documents = [...composer.compose(tokens, true, source.text.length)] as Document[];
  const problems = documentProblems(source, documents);
  const [document] = documents;
  if (problems.length > 0 || document === undefined) return nothing(problems);
  const tree = toTree(source, document);
  if (tree.hasExploded) return nothing(tree.diagnostics);
  return { source, value: tree.value, places: tree.places, diagnostics: tree.diagnostics };
}

/** For other files than workflows: the value, where its parts stand, and what is wrong. Never throws. */
export function parseYaml(
  text: string,
  file: string,
): {
  readonly value: Json;
  readonly locate: (path: readonly (string | number)[]) => { line: number; column: number };
  readonly diagnostics: readonly Diagnostic[];
} {
  const parsed = readYaml(text, file);
  return {
    value: asJson(parsed.value),
    locate: (path) => placeOf(parsed.source, locate(parsed, path)?.range.start ?? 0),
    diagnostics: parsed.diagnostics,
  };
}

/** The place at the end of a path, or of its longest part that exists. */
function locate(parsed: ParsedYaml, path: readonly (string | number)[]): Place | null {
  let place: Place | null = null;
  let at: MutableJson = parsed.value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) break;
    const next = parsed.places.get(at)?.get(key);
    if (next === undefined) break;
    place = next;
    at = member(at, key);
  }
  return place;
}

export function member(container: Container, key: string | number): MutableJson {
  const value = Array.isArray(container) ? container[Number(key)] : container[String(key)];
  return value ?? null;
}

function textProblem(source: Source): Diagnostic | null {
  if (source.text.length > LARGEST)
    return diagnosticAt(
      source,
      { start: 0, end: 1 },
      {
        code: "D003",
        message: `The file is too large: ${source.text.length} characters.`,
        expected: `at most ${LARGEST}`,
      },
    );
  const odd = /[\0\uFFFD]/.exec(source.text);
  if (odd !== null)
    return diagnosticAt(
      source,
      { start: odd.index, end: odd.index + 1 },
      {
        code: "D002",
        message: "The file is no UTF-8 text.",
        suggestion: "save it as UTF-8",
      },
    );
  return null;
}

/** Found on the token tree, which is built without recursion: composing a deeper one can end the whole process. */
function tooDeep(source: Source, tokens: readonly CST.Token[]): Diagnostic | null {
  let level = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    const [token] = level;
    if (depth > DEEPEST && token !== undefined)
      return diagnosticAt(
        source,
        { start: token.offset, end: token.offset + 1 },
        {
          code: "D004",
          message: "Values are nested too deep.",
          expected: `at most ${DEEPEST} levels`,
        },
      );
    level = level.flatMap(childrenOf);
  }
  return null;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  const children: CST.Token[] = [];
  for (const { key, value } of token.items) {
    if (key) children.push(key);
    if (value) children.push(value);
  }
  return children;
}

function documentProblems(source: Source, documents: readonly Document[]): Diagnostic[] {
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  if (errors.length > 0) return syntaxProblems(source, errors, openedQuote(documents, errors));
  const second = documents[1];
  if (second !== undefined) {
    const start = source.text.indexOf("---", documents[0]?.range?.[1] ?? 0);
    return [
      diagnosticAt(
        source,
        { start: Math.max(start, 0), end: start + 3 },
        {
          code: "D006",
          message: "The file holds several YAML documents.",
          suggestion: "put each workflow in a file of its own",
        },
      ),
    ];
  }
  return isEmpty(source, documents)
    ? [diagnosticAt(source, { start: 0, end: 1 }, { code: "D007", message: "The file is empty." })]
    : [];
}

function isEmpty(source: Source, [first]: readonly Document[]): boolean {
  const contents = first?.contents ?? null;
  return contents === null || (contents.range?.[0] === contents.range?.[1] && source.text.trim() !== "~");
}

/** Where a quote opens that nothing closes: the parser tells where it has noticed, which is lines behind. */
function openedQuote(documents: readonly Document[], errors: readonly YAMLError[]): number | null {
  const noticed = errors.find(({ code, message }) => code === "MISSING_CHAR" && message.startsWith("Missing closing"));
  if (noticed === undefined) return null;
  let opened: number | null = null;
  for (const document of documents)
    visit(document, {
      Scalar(_, { type, range }) {
        if (type?.startsWith("QUOTE") === true && range?.[1] === noticed.pos[0]) opened = range[0];
      },
    });
  return opened;
}

function syntaxProblems(source: Source, errors: readonly YAMLError[], quote: number | null): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (quote !== null)
    found.push(
      diagnosticAt(
        source,
        { start: quote, end: quote + 1 },
        {
          code: "D001",
          message: "The quote that opens here is never closed.",
          suggestion: `end the text with ${source.text.charAt(quote)}`,
        },
      ),
    );
  // Behind such a quote nothing is read as it was meant.
  const sorted = errors.filter(({ pos }) => quote === null || pos[0] < quote).toSorted((a, b) => a.pos[0] - b.pos[0]);
  for (const [i, error] of sorted.entries()) {
    // What stands behind a broken value is reported as not belonging there; mending the first mends these.
    if (i > 0 && error.message.includes("in YAML stream")) continue;
    const start = markedFrom(source, error.pos[0]);
    const diagnostic = diagnosticAt(
      source,
      { start, end: Math.max(error.pos[1], start + 1) },
      syntaxFinding(source, error),
    );
    if (found.at(-1)?.line !== diagnostic.line) found.push(diagnostic);
  }
  return found.slice(0, MOST_SYNTAX_ERRORS);
}

/** Something that can be seen: not the blanks before it, and not the end of the file. */
function markedFrom(source: Source, offset: number): number {
  const start = Math.min(offset, Math.max(0, source.text.trimEnd().length - 1));
  const blanks = /^ */.exec(source.text.slice(start, start + 200))?.[0].length ?? 0;
  return source.text[start + blanks] === "\n" ? start : start + blanks;
}

const SYNTAX: Readonly<Record<string, { message: string; expected?: string; suggestion?: string }>> = {
  TAB_AS_INDENT: { message: "A tab cannot indent YAML.", expected: "spaces" },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "A colon in the middle of a text reads as a second key.",
    suggestion: "put the text in quotes",
  },
  BAD_SCALAR_START: {
    message: "A text cannot begin with this character unless it is in quotes.",
    suggestion: "put the text in quotes",
  },
  BAD_DQ_ESCAPE: {
    message: "Unknown escape in double quotes.",
    suggestion: "write the backslash twice, or use single quotes",
  },
};

function syntaxFinding(source: Source, error: YAMLError): Finding {
  const [start] = error.pos;
  if (error.code === "NON_STRING_KEY")
    return {
      code: "D009",
      message: "A key has to be a text, not a list or a map.",
      expected: "a name before the colon",
    };
  if (error.code === "TAG_RESOLVE_FAILED") {
    const message = `${error.message.replace("tag:yaml.org,2002:", "!!")}.`;
    return { code: "D010", message, suggestion: "leave the tag out" };
  }
  if (/\$\{?$/.test(source.text.slice(Math.max(0, start - 2), start)))
    return {
      code: "D001",
      message: "Inside { } or [ ] a text with ${{ }} needs quotes.",
      suggestion: 'put the whole text in quotes: "… ${{ … }} …"',
    };
  if (error.code === "BLOCK_AS_IMPLICIT_KEY" && !/:(\s|$)/.test(source.text.slice(start).split("\n", 1)[0] ?? ""))
    return {
      code: "D001",
      message:
        "The next line is indented further, so it goes on with this text, and the colon in it reads as a second key.",
      suggestion: "begin the next line in the column of the key before this text",
    };
  const own = SYNTAX[error.code];
  if (own !== undefined) return { code: "D001", ...own };
  if (error.message.includes("at node end"))
    return {
      code: "D001",
      message: "Something stands behind the end of the value.",
      suggestion:
        "a text with quotes, brackets or braces in it has to be in quotes as a whole; inside '…' a quote is written ''",
    };
  return { code: "D001", message: `${error.message.replace(/\.?$/, "")}.`, suggestion: indentHint(error) };
}

const indentHint = (error: YAMLError): string | null =>
  error.code === "BAD_INDENT" || error.message.includes("Sequence item") || error.message.includes("same column")
    ? "look at the indentation: what belongs together begins in the same column"
    : null;
