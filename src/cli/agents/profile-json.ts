import type { AgentProfile } from "../../core/agent.ts";
import { programOnPath } from "../../program-on-path.ts";

export { publicProfile } from "../../control/public-profile.ts";

export const programOf = ({ executor, command }: AgentProfile): string | null =>
  executor === "replay" ? null : programOnPath(command[0] ?? "");
