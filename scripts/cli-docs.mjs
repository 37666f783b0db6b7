// Writes the generated parts of docs/cli.md, from the built program: run it after a change to a command's options.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const file = path.join(root, "docs/cli.md");
const { commandReference, withReference } = await import(path.join(root, "dist/cli/reference.js"));
writeFileSync(file, withReference(readFileSync(file, "utf8"), await commandReference()));
