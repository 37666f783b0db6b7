import { DroverError } from "../core/errors.ts";
import type { DefinitionHash } from "../core/ids.ts";
import type { Store } from "../core/store.ts";
import type { Definition } from "../definition/definition.ts";
import { compileProgram, type Program } from "../machines/program.ts";

/** Compiled definitions by hash. A definition never changes, so a program is made once. */
export interface Programs {
  get(hash: DefinitionHash): Program;
}

export function createPrograms(store: Store): Programs {
  const programs = new Map<DefinitionHash, Program>();
  return {
    get(hash) {
      const known = programs.get(hash);
      if (known !== undefined) return known;
      const definition = store.getDefinition(hash);
      if (definition === null) {
        throw new DroverError(
          "definition.missing",
          `Cannot find definition "${hash}" in the store: it was removed or the store is not the one of this run. Restore a backup.`,
        );
      }
      const program = compileProgram(definition as unknown as Definition);
      programs.set(hash, program);
      return program;
    },
  };
}
