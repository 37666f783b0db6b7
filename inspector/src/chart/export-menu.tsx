import { useRef } from "react";
import { useAction } from "../ui/action.ts";
import { download } from "../ui/download.ts";
import { pngOf, svgText } from "./export.ts";
import type { Layout } from "./shape.ts";
import styles from "./export-menu.module.css";

type Format = "svg" | "png" | "mermaid" | "xstate";

const FORMATS: readonly (readonly [Format, string])[] = [
  ["svg", "SVG, as shown"],
  ["png", "PNG, as shown"],
  ["mermaid", "Mermaid"],
  ["xstate", "XState JSON"],
];

interface ExportMenuProps {
  /** Of the files. */
  readonly name: string;
  /** Of the one chart that the page shows; nothing can be saved before it is there. */
  readonly layout: Layout | undefined;
  readonly mermaid: (level: Layout["detail"]) => Promise<{ readonly text: string }>;
  readonly xstate: () => Promise<unknown>;
}

/** The chart for other programs. */
export function ExportMenu({ name, layout, mermaid, xstate }: ExportMenuProps) {
  const menu = useRef<HTMLSelectElement>(null);
  const save = useAction(async (format: Format): Promise<void> => {
    const detail = layout?.detail ?? "steps";
    if (format === "mermaid") return download(`${name}.mmd`, (await mermaid(detail)).text);
    if (format === "xstate") return download(`${name}.json`, JSON.stringify(await xstate(), null, 2));
    const shown = menu.current?.closest("main")?.querySelector<SVGSVGElement>("svg[data-hash]") ?? null;
    if (shown === null || layout === undefined) throw new Error("There is no chart to save yet.");
    const svg = svgText(shown, layout);
    download(`${name}.${format}`, format === "svg" ? svg : await pngOf(svg));
  });
  return (
    <select
      ref={menu}
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
