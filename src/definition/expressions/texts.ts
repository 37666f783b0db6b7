import type { Json } from "../../core/json.ts";

/** How a value reads inside a text: `null` is empty, lists and objects are JSON. */
export function toText(value: Json): string {
  if (value === null) return "";
  if (typeof value === "object") return JSON.stringify(value);
  return typeof value === "string" ? value : String(value);
}

const SLUG_LENGTH = 40;

/** For branch names: lower-case letters, digits and single dashes; never empty, never longer than 40. */
export function slug(text: string): string {
  const plain = text.slice(0, 1_000).normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const dashed = plain.replaceAll(/[^a-z0-9]+/g, "-").slice(0, SLUG_LENGTH + 1);
  return dashed.replace(/^-/, "").slice(0, SLUG_LENGTH).replace(/-$/, "") || "x";
}

/** Without the line ends; what follows the last one counts only when it is not empty. */
export function lines(text: string): string[] {
  const all = text.split(/\r?\n/);
  if (all.at(-1) === "") all.pop();
  return all;
}

/** The last `count` lines. */
export function tail(text: string, count: number): string {
  return count < 1 ? "" : lines(text).slice(-Math.trunc(count)).join("\n");
}
