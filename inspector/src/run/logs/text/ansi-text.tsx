import { memo, type CSSProperties } from "react";
import { MarkedText } from "./marked-text.tsx";
import { parseSgr, type Look, type Stretch } from "./sgr.ts";
import styles from "./text.module.css";

/** A text of several lines as a terminal would colour it; colours reach over lines. */
export const AnsiText = memo(function AnsiText({ text }: { readonly text: string }) {
  let look: Look | undefined;
  return text.split("\n").map((line, i) => {
    const parsed = parseSgr(line, look);
    look = parsed.look;
    return (
      <span key={i} className={styles["line"]}>
        <Stretches stretches={parsed.stretches} />
        {"\n"}
      </span>
    );
  });
});

export function Stretches({ stretches }: { readonly stretches: readonly Stretch[] }) {
  return stretches.map(({ text, look }, i) => {
    const names = classesOf(look);
    const style = styleOf(look);
    if (names === "" && style === undefined) return <MarkedText key={i} text={text} />;
    return (
      <span key={i} className={names} style={style}>
        <MarkedText text={text} />
      </span>
    );
  });
}

function classesOf({ fg, bg, isInverse, isBold, isDim, isItalic, isUnderlined, isStruck }: Look): string {
  const [front, back] = isInverse ? [bg ?? "ground", fg ?? "text"] : [fg, bg];
  const names = [
    isName(front) ? `fg-${front}` : "",
    isName(back) ? `bg-${back}` : "",
    isBold ? "bold" : "",
    isDim ? "dim" : "",
    isItalic ? "italic" : "",
    isUnderlined ? "underlined" : "",
    isStruck ? "struck" : "",
  ];
  return names.flatMap((name) => (name === "" ? [] : (styles[name] ?? []))).join(" ");
}

const isName = (color: number | string | null): boolean =>
  typeof color === "number" || color === "ground" || color === "text";

/** Colours that are none of the palette's. */
function styleOf({ fg, bg, isInverse }: Look): CSSProperties | undefined {
  const [front, back] = isInverse ? [bg, fg] : [fg, bg];
  if (typeof front !== "string" && typeof back !== "string") return undefined;
  return {
    ...(typeof front === "string" && { color: front }),
    ...(typeof back === "string" && { backgroundColor: back }),
  };
}
