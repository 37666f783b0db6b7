import { Document, visit } from "yaml";
import type { JsonObject } from "../core/json.ts";

/** A map as YAML, with its lists on one line where they fit. */
export function yamlText(value: JsonObject): string {
  const document = new Document(value);
  visit(document, {
    Seq(_, list) {
      list.flow = true;
    },
  });
  return document.toString({ lineWidth: 140, flowCollectionPadding: false });
}
