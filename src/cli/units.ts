import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { SHIPPED } from "../project/project.ts";

/** What starts the daemon by itself and keeps it running. */
export const UNITS = ["systemd", "launchd"] as const;
export type UnitKind = (typeof UNITS)[number];

export interface UnitOf {
  /** The project's folder. */
  readonly root: string;
  /** The program with its arguments. */
  readonly command: readonly string[];
  /** Where agents' programs are looked for: neither systemd nor launchd knows the shell's own. */
  readonly path: string;
}

/** The unit that ships, filled in for a project. */
export const unitText = (kind: UnitKind, unit: UnitOf): string =>
  kind === "systemd" ? systemdUnit(unit) : launchdUnit(unit);

const shipped = (name: string): string => readFileSync(path.join(SHIPPED.units, name), "utf8");

function systemdUnit({ root, command, path: programs }: UnitOf): string {
  const place = root.replaceAll("%", "%%");
  const start = [
    `ExecStart=${command.map(systemdWord).join(" ")}`,
    `Environment=${systemdWord(`PATH=${programs}`)}`,
  ].join("\n");
  return shipped("drover@.service")
    .replace(
      /^(#.*\n)+/,
      () =>
        `# Put it into ~/.config/systemd/user/${unitName(root)}.service, then:\n#   systemctl --user enable --now ${unitName(root)}\n`,
    )
    .replace(/^ExecStart=.*$/m, () => start)
    .replaceAll("%f", () => place);
}

/** A word in quotes, as systemd reads it; `$` and `%` mean nothing in it. */
const systemdWord = (word: string): string =>
  `"${word
    .replaceAll("%", "%%")
    .replaceAll("$", () => "$$")
    .replaceAll(/["\\]/g, String.raw`\$&`)}"`;

function launchdUnit({ root, command, path: programs }: UnitOf): string {
  const text = (value: string): string =>
    `<string>${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</string>`;
  const words = command.map((word) => `    ${text(word)}\n`).join("");
  return shipped("dev.drover.plist")
    .replace(/<!--\n[^]*?-->\n/, "")
    .replace("<string>dev.drover.project</string>", () => text(`dev.${unitName(root).replace("drover-", "drover.")}`))
    .replace(/(<array>\n)[^]*?( *<\/array>)/, (_, before: string, after: string) => before + words + after)
    .replace("<string>/project</string>", () => text(root))
    .replace(/<string>\/usr\/local\/bin:[^<]*<\/string>/, () => text(programs));
}

/** Two projects whose folders have one name are not mixed up. */
const unitName = (root: string): string => {
  const name = path.basename(root).replaceAll(/[^A-Za-z0-9_-]+/g, "-") || "root";
  return `drover-${name}-${createHash("sha256").update(root).digest("hex").slice(0, 6)}`;
};
