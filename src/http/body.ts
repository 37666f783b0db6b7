import { DroverError } from "../core/errors.ts";
import { DEEPEST } from "../core/json.ts";

/** What is given may be as deep as it may be elsewhere; the request stands around it. */
const DEEPEST_BODY = DEEPEST + 4;

/** The JSON of a request's body; `null` for none. Throws `request.invalid`: other bytes than UTF-8 would be taken as other words. */
export function parseBody(body: string | Uint8Array): unknown {
  const text = typeof body === "string" ? body : textOf(body);
  if (text === "") return null;
  if (isTooDeep(text))
    throw new DroverError(
      "request.invalid",
      `Cannot read the request's body: it is nested more than ${DEEPEST_BODY} levels deep.`,
    );
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DroverError("request.invalid", "Cannot read the request's body: it is no JSON.", { cause: error });
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new DroverError("request.invalid", "Cannot read the request's body: it is no UTF-8.", { cause: error });
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  // Texts are passed over as a whole: what stands in them is no structure.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > DEEPEST_BODY) return true;
  }
  return false;
}
