export type { Layout } from "./layout.ts";
export { openLayouts, type Layouts } from "./layouts.ts";
export { svgOf } from "./svg.ts";
