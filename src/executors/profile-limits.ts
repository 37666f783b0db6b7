import type { AgentProfile } from "../core/agent.ts";
import { parseSize, SIZE_FORM } from "../core/size.ts";
import { type Reader, refuseUnknown, text, within } from "./profile-reader.ts";

/** What a profile says about limits of the steps that it works for. */
export function limitsIn(reader: Reader): Pick<AgentProfile, "limits"> {
  if (reader.value["limits"] === undefined) return {};
  const inner = within(reader, "limits");
  refuseUnknown(inner, [], ["turns", "tokens", "cost", "output"]);
  const [turns, tokens, cost] = [amount(inner, "turns", 1), amount(inner, "tokens", 1), amount(inner, "cost", 0)];
  const outputBytes = size(inner);
  return {
    limits: {
      ...(turns === null ? {} : { turns }),
      ...(tokens === null ? {} : { tokens }),
      ...(cost === null ? {} : { cost }),
      ...(outputBytes === null ? {} : { outputBytes }),
    },
  };
}

/** Whole numbers from one on; of what is paid for any part. */
function amount({ value, report }: Reader, key: string, least: 0 | 1): number | null {
  const found = value[key];
  if (found === undefined) return null;
  const isRight = typeof found === "number" && (least === 1 ? Number.isInteger(found) && found >= 1 : found > 0);
  if (isRight) return found;
  report([key], `\`${key}\` has to be a ${least === 1 ? "whole number from 1 on" : "number above 0"}.`);
  return null;
}

function size(reader: Reader): number | null {
  const found = text(reader, "output");
  if (found === null) return null;
  const bytes = parseSize(found);
  if (bytes === null) reader.report(["output"], `\`output\` has to be ${SIZE_FORM}.`);
  return bytes;
}
