import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Where Linux keeps files in memory. */
const MEMORY = "/dev/shm";
const NAME = /^drover-tests-(\d+)$/;
/** Far more than all tests together have at any moment. */
const ENOUGH_BYTES = 4 * 2 ** 30;

/**
 * Puts the folders that tests make into memory, where there is enough: to make and remove so many files is a fifth of all that they compute,
 * and waiting for the disk comes on top. A process that is killed leaves the same there; what a machine without power leaves is tried by
 * `npm run test:crash-images`.
 */
export function setup(): void {
  if (!existsSync(MEMORY)) return;
  removeLeftOver();
  const { bavail, bsize } = statfsSync(MEMORY);
  if (Math.min(bavail * bsize, os.freemem()) < ENOUGH_BYTES) return;
  const folder = folderOf(process.pid);
  mkdirSync(folder);
  if (mayRunProgramsIn(folder)) process.env["TMPDIR"] = folder;
}

export const teardown = (): void => rmSync(folderOf(process.pid), { recursive: true, force: true });

const folderOf = (pid: number): string => path.join(MEMORY, `drover-tests-${pid}`);

/** Of those who were killed: it would take memory until the machine is started anew. */
function removeLeftOver(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(path.join(MEMORY, name), { recursive: true });
  }
}

/** In many a container it may not be done. */
function mayRunProgramsIn(folder: string): boolean {
  const program = path.join(folder, "program");
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
  return spawnSync(program).status === 0;
}
