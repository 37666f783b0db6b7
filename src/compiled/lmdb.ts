import { createRequire } from "node:module";
import path from "node:path";
import { isCompiled, loadCompiled } from "./load-compiled.ts";
import { loadAsUsual } from "./optimize-later.ts";

/**
 * The module `lmdb`. Beside the bundles lies one of its JavaScript, with what V8 had compiled of it: a third of the time. Its native part
 * is where the package is, and is found from there. Elsewhere as CommonJS: one file, and a third less to load than its ES modules.
 */
export function loadLmdb(): unknown {
  const require = createRequire(import.meta.url);
  const bundle = path.join(import.meta.dirname, "lmdb.cjs");
  return loadAsUsual(() => (isCompiled(bundle) ? loadCompiled(bundle, require.resolve("lmdb")) : require("lmdb")));
}
