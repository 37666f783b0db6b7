import { pngOf, svgText } from "../../chart/export.ts";
import type { Layout } from "../../chart/shape.ts";
import { client, type Run } from "../../data/client.ts";
import { useAction } from "../../ui/action.ts";
import { download } from "../../ui/download.ts";
import styles from "./run-chart.module.css";

type Format = "svg" | "png" | "mermaid" | "xstate";

const FORMATS: readonly (readonly [Format, string])[] = [
  ["svg", "SVG, as shown"],
  ["png", "PNG, as shown"],
  ["mermaid", "Mermaid"],
  ["xstate", "XState JSON"],
];

/** The chart for other programs. */
export function ExportMenu({ run, layout }: { readonly run: Run; readonly layout: Layout | undefined }) {
  const save = useAction((format: Format) => exported(run, layout, format));
  return (
    <select
      aria-label="Save the chart"
      className={styles["save"]}
      value=""
      disabled={layout === undefined || save.isPending}
      onChange={({ target }) => save.mutate(target.value as Format)}
    >
      <option value="" disabled>
        Save as…
      </option>
      {FORMATS.map(([format, title]) => (
        <option key={format} value={format}>
          {title}
        </option>
      ))}
    </select>
  );
}

async function exported({ run, workflow }: Run, layout: Layout | undefined, format: Format): Promise<void> {
  if (format === "mermaid") {
    const { text } = await client.drawRun({ run, format: "mermaid", level: layout?.detail ?? "steps" });
    return download(`${workflow}.mmd`, text);
  }
  if (format === "xstate")
    return download(`${workflow}.json`, JSON.stringify(await client.getRunXState({ run }), null, 2));
  const shown = document.querySelector<SVGSVGElement>("svg[data-hash]");
  if (shown === null || layout === undefined) throw new Error("There is no chart to save yet.");
  const svg = svgText(shown, layout);
  download(`${workflow}.${format}`, format === "svg" ? svg : await pngOf(svg));
}
