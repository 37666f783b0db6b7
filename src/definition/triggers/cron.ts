import { Cron } from "croner";
import { nearest } from "../../core/nearest.ts";

/** The times of a schedule, in milliseconds since 1970. */
export interface Times {
  /** The first one later than `after`; `null` when none comes any more. */
  next(after: number): number | null;
  /** The last ones at or before `until`, at most `most`, oldest first. */
  until(until: number, most: number): readonly number[];
}

export interface ScheduleFault {
  readonly part: "cron" | "timezone";
  readonly message: string;
  readonly suggestion: string | null;
}

/**
 * Five fields, or six with seconds before them, or `@daily` and the like. At a change of the clocks a fixed time that is left out comes
 * at the same moment as if it were not, and one that comes twice is taken once: croner's rule.
 */
export function readSchedule(cron: string, timezone: string): Times | { readonly faults: readonly ScheduleFault[] } {
  if (!isTimezone(timezone)) {
    const inUtc = readSchedule(cron, "UTC");
    return { faults: [unknownZone(timezone), ...("faults" in inUtc ? inUtc.faults : [])] };
  }
  try {
    const times = timesOf(new Cron(cron, { timezone, mode: "5-or-6-parts" }));
    return times.next(0) === null ? { faults: [wrongCron(`"${cron}" never comes.`)] } : times;
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
    return { faults: [wrongCron(`"${cron}" is no schedule: ${said.replace(/\.$/, "")}.`)] };
  }
}

const wrongCron = (message: string): ScheduleFault => ({ part: "cron", message, suggestion: null });

const unknownZone = (name: string): ScheduleFault => ({
  part: "timezone",
  message: `There is no time zone "${name}".`,
  suggestion: nearest(name, ["UTC", ...Intl.supportedValuesOf("timeZone")]),
});

const SECOND = 1_000;

function timesOf(cron: Cron): Times {
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
    until: (until, most) =>
      cron
        // Whether the moment itself counts is not told: it is asked for and looked at.
        .previousRuns(most + 1, new Date(until + SECOND))
        .map((date) => date.getTime())
        .filter((at) => at <= until)
        .toSorted((a, b) => a - b)
        .slice(-most),
  };
}

function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
