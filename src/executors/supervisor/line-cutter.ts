/** One whole line, and where the next one begins. Bytes. */
export interface Line {
  readonly text: string;
  readonly end: number;
}

const LINE_FEED = 0x0a;
/** Longer lines are passed over: nobody means them. Bytes. */
const LONGEST_LINE = 32 * 1024 * 1024;

/** Cuts a file, given piece by piece from `offset` on, into lines. Bytes that are no UTF-8 become U+FFFD. */
export interface LineCutter {
  take(bytes: Buffer): readonly Line[];
  /** What follows the last line feed. */
  rest(): Line | null;
}

export function lineCutter(offset = 0): LineCutter {
  let pieces: Buffer[] = [];
  let length = 0;
  let at = offset;

  function keep(bytes: Buffer): void {
    if (length <= LONGEST_LINE) pieces.push(Buffer.from(bytes));
    length += bytes.length;
    if (length > LONGEST_LINE) pieces = [];
  }

  /** `null` for one that was too long. */
  function cut(bytes: Buffer): string | null {
    const isWhole = length === 0;
    if (!isWhole) keep(bytes);
    const text = isWhole
      ? bytes.toString("utf8")
      : length > LONGEST_LINE
        ? null
        : Buffer.concat(pieces).toString("utf8");
    pieces = [];
    length = 0;
    return text;
  }

  return {
    take(bytes) {
      const lines: Line[] = [];
      let from = 0;
      for (let to = bytes.indexOf(LINE_FEED); to >= 0; to = bytes.indexOf(LINE_FEED, from)) {
        const text = cut(bytes.subarray(from, to));
        from = to + 1;
        if (text !== null) lines.push({ text, end: at + from });
      }
      if (from < bytes.length) keep(bytes.subarray(from));
      at += bytes.length;
      return lines;
    },
    rest: () => (pieces.length === 0 ? null : { text: Buffer.concat(pieces).toString("utf8"), end: at }),
  };
}
