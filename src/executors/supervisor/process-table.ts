/** A pid alone is reused; with its start time it is not, within one boot. */
export interface PidAndStart {
  readonly pid: number;
  readonly start: string;
}

/** One look at the processes that carry the mark of a state folder. */
export interface MarkedProcesses {
  /** Their pids by the rest of the mark: the generation, or `shellMark` of a shell that was there before it had one. */
  readonly byMark: ReadonlyMap<string, readonly number[]>;
  /** Nothing was hidden, neither by becoming another program nor by being begun just then. Else only a second look tells. */
  readonly isSure: boolean;
}

/** What the system knows of its processes. */
export interface ProcessTable {
  /** Different after every boot of the machine. No spaces. */
  readonly boot: string;
  /** Shell text that puts the shell's own identity into `$drover_id`. */
  readonly identify: string;
  /** How often an adopted process may be looked at. */
  readonly pollMs: number;
  /** Reads what `identify` wrote. */
  parseIdentity(text: string): PidAndStart | null;
  /** `null` when there is no such process, or only its zombie. */
  startOf(pid: number): string | null;
  /** True while a process group has a member that is no zombie: unreaped ones answer signals for ever. */
  isGroupAlive(group: number): boolean;
  /** Whether one of these processes may have that file open. False only where the system tells that none has. */
  mayWrite(pids: readonly number[], file: string): boolean;
  /** Live processes whose environment names this state folder. Never the caller itself. */
  marked(state: string): MarkedProcesses;
}

export const isAlive = (table: ProcessTable, identity: PidAndStart): boolean =>
  table.startOf(identity.pid) === identity.start;

export const STATE_MARK = "DROVER_STATE";
export const EFFECT_MARK = "DROVER_EFFECT";
/** What a spare shell was started with; its children carry the mark of the effect instead. */
export const SHELL_MARK = "DROVER_SHELL";

/** No generation has a colon in it. */
export const shellMark = (token: string): string => `shell:${token}`;
