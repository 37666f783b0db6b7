import { describe, expect, it } from "vitest";
import { agentErrorClass } from "../../src/core/agent-error.ts";
import { limitedUntil } from "../../src/core/breaker.ts";
import { createLogReader } from "../../src/executors/command/agent-log.ts";
import { momentOf } from "../../src/executors/reset-time.ts";

const NOW = Date.parse("2027-01-15T07:00:00Z");
const FIELDS = { text: "result", session: null, usage: null, error: "error" };

function errorOf(error: object): string {
  const reader = createLogReader(FIELDS);
  reader.take(JSON.stringify({ error }));
  return reader.reading().error ?? "";
}

describe("when a limit is over, as an agent's fields tell it", () => {
  it.each([
    [{ message: "Limit reached.", resets_at: 1_800_000_000 }, "quota", 3_600_000],
    [{ message: "Limit reached.", resetsAt: 1_800_000_000_000 }, "quota", 3_600_000],
    [{ message: "Limit reached.", resets_at: "2027-01-15T07:01:00Z" }, "quota", 60_000],
    [{ message: "Slow down.", retry_after: 30 }, "rate-limit", 30_000],
  ] as const)("%j", (error, errorClass, ms) => {
    const text = errorOf(error);
    expect(agentErrorClass(text)).toBe(errorClass);
    expect(limitedUntil(text, errorClass, NOW) - NOW).toBe(ms);
  });

  it.each([null, true, "soon", -1, 0, 1e300, {}])("is not told by %j", (told) => {
    expect(momentOf(told)).toBe(null);
    expect(errorOf({ message: "Limit.", resets_at: told })).toBe("Limit.");
  });
});
