import { withStars } from "../project/secrets.ts";

/** Takes secrets out of bytes that come in pieces, and keeps every length: other files count in them. */
export interface ByteMask {
  /** What may be let go; the last bytes wait, for a secret may begin in them. */
  push(piece: Buffer): Buffer;
  rest(): Buffer;
}

/** `secrets`: the longest first. */
export function createByteMask(secrets: readonly string[]): ByteMask {
  const margin = Math.max(1, ...secrets.map((secret) => Buffer.byteLength(secret))) - 1;
  // As they came: what is a short secret now may turn out to be the beginning of a longer one. Some were let go already, since
  // a secret may begin in those and end in what waits.
  let known = "";
  let gone = 0;
  const letGo = (text: string, end: number): Buffer => {
    const free = withStars(text, secrets).slice(gone, end);
    known = text.slice(Math.max(0, end - margin));
    gone = Math.min(end, margin);
    return Buffer.from(free, "latin1");
  };
  return {
    push(piece) {
      const text = known + piece.toString("latin1");
      return letGo(text, Math.max(gone, text.length - margin));
    },
    rest: () => letGo(known, known.length),
  };
}
