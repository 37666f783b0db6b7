/** Takes secrets out of bytes that come in pieces, and keeps every length: other files count in them. */
export interface ByteMask {
  /** What may be let go; the last bytes wait, for a secret may begin in them. */
  push(piece: Buffer): Buffer;
  rest(): Buffer;
}

export function createByteMask(secrets: readonly string[]): ByteMask {
  // One character a byte, so that texts of any encoding stay what they are.
  const wanted = secrets.map((secret) => Buffer.from(secret).toString("latin1"));
  const longest = Math.max(1, ...wanted.map(({ length }) => length));
  let waiting = "";
  const masked = (text: string): string =>
    wanted.reduce((whole, secret) => whole.replaceAll(secret, "*".repeat(secret.length)), text);
  return {
    push(piece) {
      const text = masked(waiting + piece.toString("latin1"));
      const cut = Math.max(0, text.length - longest + 1);
      waiting = text.slice(cut);
      return Buffer.from(text.slice(0, cut), "latin1");
    },
    rest: () => Buffer.from(waiting, "latin1"),
  };
}
