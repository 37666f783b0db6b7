import { client } from "../../../data/client.ts";
import { useSearch, type Search } from "../use-search.ts";

interface OfLog {
  readonly gen: string;
  readonly stream: "stdout" | "stderr";
  readonly size: number;
  /** Where to begin. Bytes. */
  readonly top: () => number;
}

/** Searches a whole log at the daemon, part by part; hits are byte offsets. */
export const useLogSearch = ({ gen, stream, size, top }: OfLog): Search =>
  useSearch({
    begin: top,
    last: size,
    async find({ text, at, isBackward, signal }) {
      const where = isBackward ? { before: at } : { from: at };
      const { hits, next } = await client.searchLog({ gen, stream, q: text, limit: 1, ...where }, { signal });
      return { hit: hits[0]?.offset ?? null, next };
    },
  });
