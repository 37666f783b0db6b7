import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { asksForLeave } from "../executors/asks-for-leave.ts";
import { type LoadedProfiles, namesOf } from "../executors/profiles.ts";
import { RECORDING_FILE } from "../executors/replay/recording.ts";
import type { FileMarks } from "./file-marks.ts";

/**
 * The profile that works without ever asking for leave where that one is named: itself, or a fallback; `null` for none. One that nobody
 * has, or whose recording is broken, is refused elsewhere.
 */
export function unasking(profiles: LoadedProfiles, marks: FileMarks, name: string): string | null {
  if (!namesOf(profiles.list()).includes(name)) return null;
  const profile = profiles.get(name);
  const workers = [profile, ...profile.fallback.map((other) => profiles.get(other))];
  const free = workers.find((worker) => {
    if (worker.recording !== null) marks.add(path.join(worker.recording, RECORDING_FILE));
    try {
      return !asksForLeave(worker);
    } catch (error) {
      if (error instanceof DroverError && error.code === "recording.invalid") return false;
      throw error;
    }
  });
  return free?.name ?? null;
}
