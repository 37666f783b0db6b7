import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { findProject, projectAt, repositoryTop, type Project } from "../project/project.ts";

export { repositoryTop };

/**
 * The project that a folder belongs to. Without a `.drover` folder it is the git repository around it: workflows given by
 * path and the shipped ones run there too. Throws `project.missing` where there is neither.
 */
export function projectOrRepository(cwd: string): Project {
  try {
    return findProject(cwd);
  } catch (error) {
    const top = error instanceof DroverError && error.code === "project.missing" ? repositoryTop(cwd) : null;
    if (top === null) throw error;
    return projectAt(top);
  }
}

/** For commands that only read files, such as `validate`: any folder will do. */
export function projectForReading(cwd: string): Project {
  try {
    return projectOrRepository(cwd);
  } catch (error) {
    if (error instanceof DroverError && error.code === "project.missing") return projectAt(cwd);
    throw error;
  }
}

const NOT_OURS = new Set(["EROFS", "EACCES", "EPERM", "ENOTDIR", "EEXIST"]);

/** Makes the state folder of a project that was never initialised, hidden from git. Throws `store.read_only` where nobody could work in it. */
export function prepareState({ state }: Project): void {
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    const ignore = path.join(state, ".gitignore");
    if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
    accessSync(state, constants.W_OK);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!NOT_OURS.has(code)) throw error;
    throw new DroverError(
      "store.read_only",
      `Cannot work in "${state}": it cannot be written (${code}). Check that it is a folder of yours, on a disk that is not read-only.`,
      { cause: error },
    );
  }
}
