import { describe, expect, it } from "vitest";
import { limitedUntil } from "../../src/core/breaker.ts";

const NOW = Date.parse("2026-01-01T12:00:00Z");

describe("when a limit is over", () => {
  it.each([
    ["429 rate limit reached, try again in 20s", 20_000],
    ["Please try again in 1.5 hours.", 5_400_000],
    ["Too many requests. Retry after 30", 30_000],
    ['{"retry-after":"7"}', 7_000],
    ["Your limit resets in 250 ms", 250],
    ["The limit will reset after 2 days", 172_800_000],
    ["usage limit reached, resets at 2026-01-01T13:00:00Z", 3_600_000],
    [`Claude AI usage limit reached|${NOW / 1000 + 90}`, 90_000],
    ["rate limit", 60_000],
    ["resets at 2020-01-01T00:00:00Z", 0],
    ["try again in 9999 days", 8 * 86_400_000],
  ])("is read from %j", (text, ms) => {
    expect(limitedUntil(text, "rate-limit", NOW) - NOW).toBe(ms);
  });

  it("is an hour later for a quota that does not say", () => {
    expect(limitedUntil("quota exceeded", "quota", NOW) - NOW).toBe(3_600_000);
  });
});
