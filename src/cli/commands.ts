import type { Command } from "commander";
import type { Shell } from "./shell.ts";

/** Adds one command, with its options and what it does, to the program. */
export type AddCommand = (program: Command, shell: Shell) => void;

/** Every command, in the order of the help. Each is loaded only when it is asked for. */
export const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  init: async () => (await import("./commands/init.ts")).addInit,
  run: async () => (await import("./commands/run.ts")).addRun,
  resume: async () => (await import("./commands/resume.ts")).addResume,
  validate: async () => (await import("./commands/validate.ts")).addValidate,
  graph: async () => (await import("./commands/graph.ts")).addGraph,
  runs: async () => (await import("./commands/runs.ts")).addRuns,
  top: async () => (await import("./commands/top.ts")).addTop,
  show: async () => (await import("./commands/show.ts")).addShow,
  logs: async () => (await import("./commands/logs.ts")).addLogs,
  send: async () => (await import("./commands/send.ts")).addSend,
  messages: async () => (await import("./commands/messages.ts")).addMessages,
  approve: async () => (await import("./commands/approve.ts")).addApprove,
  answer: async () => (await import("./commands/answer.ts")).addAnswer,
  cancel: async () => (await import("./commands/cancel.ts")).addCancel,
  retry: async () => (await import("./commands/retry.ts")).addRetry,
  fork: async () => (await import("./commands/fork.ts")).addFork,
  triggers: async () => (await import("./commands/triggers.ts")).addTriggers,
  agents: async () => (await import("./commands/agents.ts")).addAgents,
  record: async () => (await import("./commands/record.ts")).addRecord,
  doctor: async () => (await import("./commands/doctor.ts")).addDoctor,
  serve: async () => (await import("./commands/serve.ts")).addServe,
  status: async () => (await import("./commands/status.ts")).addStatus,
  stop: async () => (await import("./commands/stop.ts")).addStop,
  restart: async () => (await import("./commands/restart.ts")).addRestart,
  mcp: async () => (await import("./commands/mcp.ts")).addMcp,
  export: async () => (await import("./commands/export.ts")).addExport,
  import: async () => (await import("./commands/export.ts")).addImport,
  delete: async () => (await import("./commands/delete.ts")).addDelete,
  prune: async () => (await import("./commands/delete.ts")).addPrune,
  open: async () => (await import("./commands/open.ts")).addOpen,
  token: async () => (await import("./commands/token.ts")).addTokenCommand,
  completion: async () => (await import("./commands/completion.ts")).addCompletion,
  __complete: async () => (await import("./commands/complete-words.ts")).addCompleteWords,
  backup: async () => (await import("./commands/backup.ts")).addBackup,
};

export const allCommands = (): Promise<readonly AddCommand[]> => loaded(Object.keys(COMMANDS));

/** One command is enough when it is named; for help and for what is not known all are needed. */
export const commandsFor = ([name]: readonly string[]): Promise<readonly AddCommand[]> =>
  name !== undefined && Object.hasOwn(COMMANDS, name) ? loaded([name]) : allCommands();

const loaded = (names: readonly string[]): Promise<readonly AddCommand[]> =>
  Promise.all(names.flatMap((name) => COMMANDS[name] ?? []).map((load) => load()));
