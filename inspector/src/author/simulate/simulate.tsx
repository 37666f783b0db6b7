import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Input } from "../../../../src/core/input.ts";
import type { Definition } from "../../../../src/definition/definition.ts";
import { client, type JournalEntry } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { inputOf } from "../../run/journal/words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Shown } from "../../ui/notes.tsx";
import { shortRun } from "../../ui/short-run.ts";
import type { Good } from "../use-check.ts";
import type { Source } from "./session.tsx";
import { Session } from "./session.tsx";
import { replay } from "./simulation.ts";
import styles from "./simulate.module.css";

interface SimulateProps {
  readonly name: string;
  readonly good: Good | null;
  /** The text has mistakes since: `good` is the last one without. */
  readonly isBroken: boolean;
  readonly replayed: string | null;
}

/** The text as a run that is only thought, or the journal of a real one thought again. */
export function Simulate({ name, good, isBroken, replayed }: SimulateProps) {
  return (
    <div className={styles["simulate"]}>
      <p className={styles["note"]}>
        Nothing is started here: Drover’s own core decides in this page, and you say how everything ends.
      </p>
      {replayed !== null ? <Replayed run={replayed} /> : <OfText {...{ name, good, isBroken }} />}
    </div>
  );
}

/** A simulation keeps the text that it was begun with, whatever is written meanwhile. */
function OfText({ name, good, isBroken }: Omit<SimulateProps, "replayed">) {
  const [begun, setBegun] = useState(good);
  const now = begun ?? good;
  const frozen = useQuery({
    queryKey: ["frozen-text", now?.hash],
    queryFn: async () => sourceOf(name, now?.text ?? ""),
    enabled: now !== null,
  });
  if (now === null) return <Empty title="A text with mistakes cannot run: mend them first." />;
  return (
    <>
      {isBroken && (
        <p role="status" className={styles["old"]}>
          The text has mistakes since. This goes on with the last one that had none.
        </p>
      )}
      {!isBroken && good !== null && good.hash !== now.hash && (
        <p role="status" className={styles["old"]}>
          The text has changed since.
          <Button small onClick={() => setBegun(good)}>
            Begin again with it
          </Button>
        </p>
      )}
      <Shown of={frozen} what="the machine">
        {(source) => <Session key={source.hash} source={source} replayed={null} />}
      </Shown>
    </>
  );
}

async function sourceOf(name: string, text: string): Promise<Source> {
  const { hash, definition } = await client.freezeWorkflow({ body: { name, text } });
  return {
    hash,
    definition: definition as unknown as Definition,
    layout: () => client.layOutText({ body: { name, text, detail: "steps" } }),
  };
}

function Replayed({ run }: { readonly run: string }) {
  const found = useQuery({
    queryKey: keys.frozen(run, "replay"),
    queryFn: async () => {
      const [{ hash, definition }, journal] = await Promise.all([client.getDefinition({ run }), wholeJournal(run)]);
      const source: Source = {
        hash,
        definition: definition as unknown as Definition,
        layout: () => client.getRunLayout({ run, detail: "steps" }),
      };
      return { source, simulation: replay(source, journal) };
    },
    gcTime: 0,
  });
  return (
    <Shown of={found} what="the journal of the run">
      {({ source, simulation }) => (
        <>
          <p role="status">
            {simulation.taken.length === 1 ? "The one input" : `The ${simulation.taken.length} inputs`} of run{" "}
            {shortRun(run)}, thought again by what it follows. Go back to any of them, and on from there in another way.
          </p>
          <Session source={source} replayed={simulation} />
        </>
      )}
    </Shown>
  );
}

const PAGE = 1_000;
/** A list of more inputs shows nothing any more. */
const MOST = 20_000;

async function wholeJournal(run: string): Promise<readonly { readonly input: Input; readonly at: number }[]> {
  const entries: JournalEntry[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: { readonly items: JournalEntry[]; readonly next: number | null } = await client.getJournal({
      run,
      after,
      limit: PAGE,
    });
    entries.push(...page.items);
    if (entries.length > MOST)
      throw new Error(
        `The journal of this run has more than ${MOST} entries: it is too long to be replayed in a page.`,
      );
    after = page.next;
  }
  return entries.map((entry) => ({ input: inputOf(entry), at: entry.at }));
}
