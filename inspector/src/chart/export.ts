import type { Layout } from "./shape.ts";

/** What the page's styles say of a shape; a picture that leaves the page takes it along. */
const LOOKS = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;

const MARGIN = 16;

/** The chart as it is shown now, whole, in a size of its own: marks of a run and the colours of the theme included. */
export function svgText(shown: SVGSVGElement, { width, height }: Layout): string {
  const copy = shown.cloneNode(true) as SVGSVGElement;
  const originals = shown.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, i) => {
    const original = originals[i];
    if (original !== undefined) takeLooks(element, getComputedStyle(original));
  });
  copy.querySelector("g")?.removeAttribute("transform");
  const size = { width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${size.width} ${size.height}`);
  copy.setAttribute("width", String(size.width));
  copy.setAttribute("height", String(size.height));
  copy.removeAttribute("class");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  Object.entries({ x: -MARGIN, y: -MARGIN, ...size }).forEach(([name, value]) =>
    ground.setAttribute(name, String(value)),
  );
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

function takeLooks(element: SVGElement, style: CSSStyleDeclaration): void {
  for (const name of LOOKS) {
    const value = style.getPropertyValue(name);
    if (value !== "") element.setAttribute(name, value);
  }
  for (const name of ["class", "role", "tabindex", "aria-pressed"]) element.removeAttribute(name);
}

/** Twice as fine as it is shown. */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob === null ? reject(new Error("The picture is too large for a PNG.")) : resolve(blob),
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
