import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { crashReports } from "../../src/project/crash-reports.ts";
import { projectAt } from "../../src/project/project.ts";
import { drover, eventually, go, json, project, root, start, untilGo, workflow } from "../cli/drover.ts";

const SECRET = 'a "quoted" value';

const crashing = (folder: string, kind: "throw" | "reject") =>
  start(folder, [path.join(root, "dist"), folder, kind], {
    command: [process.execPath, path.join(root, "test/fixtures/crashing-daemon.mjs")],
    env: { DROVER_SECRET_KEY: SECRET },
  });

interface Report {
  readonly origin: string;
  readonly error: { readonly message: string; readonly stack: string; readonly cause: { readonly message: string } };
  readonly underWay: readonly { readonly run: string; readonly activities: readonly { readonly step: string }[] }[];
  readonly events: readonly { readonly type: string }[];
}

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly report?: string;
}

describe("a daemon in which something throws that nobody catches", () => {
  it.each(["throw", "reject"] as const)(
    "(%s) says so in a report and in the log, and leaves agents at work",
    async (kind) => {
      const folder = project({});
      workflow(folder, "work", `workspace: none\nsteps:\n${untilGo(folder)}`);
      const { child, said, ended } = crashing(folder, kind);
      const [, url = ""] = /listening (\S+)/.exec(await said("listening")) ?? [];
      const token = readFileSync(path.join(folder, ".drover/state/token"), "utf8").trim();
      const begun = await fetch(`${url}/api/v1/runs`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ workflow: "work" }),
      });
      const { run } = (await begun.json()) as { run: string };
      await eventually(async () => {
        const shown = await json(folder, ["show", run]);
        return shown.steps["work"]?.status === "running";
      }, "the step at work");
      child.kill("SIGUSR2");
      expect((await ended).code).toBe(70);

      const [file = ""] = crashReports(projectAt(folder));
      const report = JSON.parse(readFileSync(file, "utf8")) as Report;
      expect(report.origin).toBe(kind === "throw" ? "uncaughtException" : "unhandledRejection");
      expect(report.error.message).toBe("no such thing: ***");
      expect(report.error.cause.message).toBe("the cause");
      expect(report.error.stack).toContain("crashing-daemon.mjs");
      expect(report.underWay).toMatchObject([{ run, activities: [{ step: "work" }] }]);
      expect(report.events.map(({ type }) => type)).toContain("step.started");
      const log = readFileSync(path.join(folder, "log"), "utf8");
      expect(log).not.toContain("quoted");
      const last = JSON.parse(log.trimEnd().split("\n").at(-1) ?? "") as LogLine;
      expect(last).toMatchObject({ level: 60, report: file });

      const findings = await json<{ what: string; level: string; found: string }[]>(folder, ["doctor"]);
      expect(findings.find(({ what }) => what === "crashes")).toMatchObject({ level: "warn" });

      // The step has never stopped: the next engine takes what came of it.
      go(folder);
      expect((await drover(folder, ["resume"])).code).toBe(0);
      const shown = await json(folder, ["show", run]);
      expect(shown.status).toBe("succeeded");
      expect(shown.steps["work"]).toMatchObject({ attempts: 1 });
    },
  );
});
