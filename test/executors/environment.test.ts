import { expect, it } from "vitest";
import { childEnvironment } from "../../src/executors/environment.ts";

const SOURCE = {
  PATH: "/bin",
  HOME: "/home/ann",
  LC_TIME: "de_DE.UTF-8",
  SSH_AUTH_SOCK: "/run/agent",
  ANTHROPIC_API_KEY: "k",
  DROVER_TOKEN: "t",
  UNSET: undefined,
};

it("passes only what is allowed", () => {
  expect(childEnvironment(SOURCE)({})).toEqual({ PATH: "/bin", HOME: "/home/ann", LC_TIME: "de_DE.UTF-8" });
});

it("passes what the project or the profile names, when it is set", () => {
  expect(childEnvironment(SOURCE, ["DROVER_TOKEN"])({}, ["ANTHROPIC_API_KEY", "UNSET", "NOWHERE"])).toEqual({
    PATH: "/bin",
    HOME: "/home/ann",
    LC_TIME: "de_DE.UTF-8",
    DROVER_TOKEN: "t",
    ANTHROPIC_API_KEY: "k",
  });
});

it("lets the step's own values win", () => {
  expect(childEnvironment(SOURCE)({ HOME: "/tmp", X: "" })).toMatchObject({ HOME: "/tmp", X: "" });
});
