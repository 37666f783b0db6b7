import { queryOptions } from "@tanstack/react-query";
import type { Detail } from "../../chart/shape.ts";
import { client, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";

/** How to ask for the picture of a run's definition, which stays as it is for ever. */
export const runLayout = ({ run, definition }: Pick<Run, "run" | "definition">, detail: Detail) =>
  queryOptions({
    queryKey: keys.layout(definition, detail),
    queryFn: () => client.getRunLayout({ run, detail }),
    gcTime: Infinity,
  });
