import type { ProcessHost } from "../../src/core/process.ts";
import { createEngine, type Engine, type EnginePorts } from "../../src/engine/index.ts";
import { createTalkingExecutor } from "../../src/executors/talking/talking-executor.ts";
import { compileProgram } from "../../src/machines/program.ts";
import { step } from "../../src/machines/step.ts";
import type { Site } from "./site.ts";
import type { Life } from "./world.ts";

/** The code under test. */
export interface Kernel {
  readonly createEngine: typeof createEngine;
  readonly compileProgram: typeof compileProgram;
  readonly step: typeof step;
  readonly createTalkingExecutor: typeof createTalkingExecutor;
}

const KERNEL: Kernel = { createEngine, compileProgram, step, createTalkingExecutor };

/** How a simulation differs from the plain one; each field is a place to plant a bug. */
export interface Setup {
  readonly kernel: Kernel;
  readonly alwaysRestore: boolean;
  readonly ports: (ports: EnginePorts, site: Site, life: Life) => EnginePorts;
  readonly host: (host: ProcessHost, site: Site) => ProcessHost;
  readonly engine: (engine: Engine, site: Site) => Engine;
}

export const PLAIN: Setup = {
  kernel: KERNEL,
  alwaysRestore: false,
  ports: (ports) => ports,
  host: (host) => host,
  engine: (engine) => engine,
};
