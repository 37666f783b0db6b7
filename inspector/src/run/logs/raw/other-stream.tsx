import { useQuery } from "@tanstack/react-query";
import { client } from "../../../data/client.ts";
import { keys } from "../../../data/keys.ts";
import { Button } from "../../../ui/button.tsx";
import { bytesText } from "./bytes-text.ts";

export type Stream = "stdout" | "stderr";

interface OtherStreamProps {
  readonly gen: string;
  /** The one that is empty. */
  readonly of: Stream;
  readonly onOther: (stream: Stream) => void;
}

const LOOK_EVERY_MS = 1_000;
/** Only its size is wanted: the smallest piece that is given. */
const PIECE = 8_192;

/** Where nothing was written to one stream, what was to the other is what there is to read. */
export function OtherStream({ gen, of, onOther }: OtherStreamProps) {
  const other = of === "stdout" ? "stderr" : "stdout";
  const found = useQuery({
    queryKey: keys.frozen(gen, "size", other),
    queryFn: ({ signal }) => client.readLogLines({ gen, stream: other, limit: PIECE }, { signal }),
    refetchInterval: ({ state }) => (state.data?.isEnded === true ? false : LOOK_EVERY_MS),
    staleTime: 0,
  });
  const size = found.data?.size ?? 0;
  if (size === 0) return null;
  return (
    <Button small onClick={() => onOther(other)}>
      Show its {other === "stderr" ? "errors" : "output"} ({bytesText(size)})
    </Button>
  );
}
