import type { ProcessIdentity } from "../../core/process.ts";
import { linuxProcessTable } from "./linux-processes.ts";
import type { ProcessTable } from "./process-table.ts";
import { psProcessTable } from "./ps-processes.ts";

let table: ProcessTable | null = null;

/** One for this Node process: asking for the boot id costs a file, or on macOS a process. */
export const systemProcessTable = (): ProcessTable =>
  (table ??= process.platform === "linux" ? linuxProcessTable() : psProcessTable());

/** Identities of processes as texts, for locks. */
export const processIdentity: ProcessIdentity = {
  current: () => identityOf(process.pid) ?? "",
  isAlive: (pid, identity) => identity !== "" && identityOf(pid) === identity,
};

function identityOf(pid: number): string | null {
  const start = systemProcessTable().startOf(pid);
  return start === null ? null : `${systemProcessTable().boot} ${start}`;
}
