// The tables of docs/api.md, from the OpenAPI document.
const BEGIN = "<!-- routes: made by `npm run generate` -->\n";
const END = "<!-- end of routes -->";

/** The text with its tables as the document has them. */
export function withRoutes(text, document) {
  const [before, rest] = text.split(BEGIN);
  const [, after] = (rest ?? "").split(END);
  if (after === undefined) throw new Error("docs/api.md has no place for its routes.");
  return `${before}${BEGIN}${tables(document)}${END}${after}`;
}

function tables({ paths }) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const [tag] = operation.tags;
      groups.set(tag, [
        ...(groups.get(tag) ?? []),
        row(`${method.toUpperCase()} ${path.replace("/api/v1", "")}`, operation),
      ]);
    }
  return [...groups].map(([tag, rows]) => `\n### ${title(tag)}\n\n${HEAD}${rows.join("")}\n`).join("");
}

const HEAD = "| route | operation | role | what for |\n|---|---|---|---|\n";

const row = (route, { operationId, summary, "x-role": role }) =>
  `| \`${route}\` | \`${operationId}\` | ${role} | ${summary.replaceAll("|", "\\|")} |\n`;

const title = (tag) => tag[0].toUpperCase() + tag.slice(1);
