import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "wouter";
import { client, type Usage } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Button } from "../ui/button.tsx";
import { Empty, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { shortRun } from "../ui/short-run.ts";
import { Table } from "../ui/table.tsx";
import { Bars } from "./bars.tsx";
import { MEASURES, amountText, type Measure } from "./amounts.ts";
import styles from "./usage.module.css";
import table from "../ui/table.module.css";

const GROUPS = { day: "Day", workflow: "Workflow", run: "Run" } as const;
type Group = keyof typeof GROUPS;

const DAY_MS = 24 * 3600 * 1000;
/** In days; `null`: from the beginning. */
const RANGES = { "1d": ["Today", 1], "7d": ["7 days", 7], "30d": ["30 days", 30], all: ["All", null] } as const;
type Range = keyof typeof RANGES;

const MOST = 100;

/** The first moment of the range. Days are those of UTC, as the daemon counts them, so that the bars are whole days. */
const sinceOf = (range: Range): number | null => {
  const days = RANGES[range][1];
  return days === null ? null : Math.floor(Date.now() / DAY_MS - (days - 1)) * DAY_MS;
};

const oneOf = <T extends string>(all: Readonly<Record<T, unknown>>, text: string | null, otherwise: T): T =>
  (Object.keys(all) as T[]).find((one) => one === text) ?? otherwise;

/** What agents have used, as bars and as figures; what is chosen stands in the address. */
export function UsagePage() {
  const [search, setSearch] = useSearchParams();
  const by = oneOf<Group>(GROUPS, search.get("by"), "day");
  const range = oneOf<Range>(RANGES, search.get("range"), "30d");
  const measure = oneOf<Measure>(MEASURES, search.get("of"), "cost");
  const since = sinceOf(range);
  const usage = useQuery({
    queryKey: keys.usage(by, since),
    queryFn: () => client.getUsage({ by, ...(since !== null && { since }) }),
  });
  const choose = (name: string, value: string): void =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <Page title="Usage">
      <div className={styles["choices"]}>
        <Choice label="By" options={GROUPS} chosen={by} onChoose={(one) => choose("by", one)} />
        <Choice label="Of" options={titlesOf(MEASURES)} chosen={measure} onChoose={(one) => choose("of", one)} />
        <Choice label="When" options={titlesOf(RANGES)} chosen={range} onChoose={(one) => choose("range", one)} />
      </div>
      <Shown of={usage} what="what was used">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No runs in that time." />
          ) : (
            <>
              <Bars
                usage={by === "day" ? items.toReversed() : largest(items, measure)}
                measure={measure}
                nameOf={nameOf(by)}
              />
              <Figures usage={items} by={by} />
            </>
          )
        }
      </Shown>
      <p className={styles["note"]}>
        What a child run used is counted with the run that started it. &quot;unknown&quot;: an agent did not tell, so
        that the sum is too small. Days are those of UTC, by the start of the run.
      </p>
    </Page>
  );
}

const titlesOf = <T extends string>(
  all: Readonly<Record<T, readonly [string, unknown]>>,
): Readonly<Record<T, string>> =>
  Object.fromEntries(Object.entries<readonly [string, unknown]>(all).map(([key, [title]]) => [key, title])) as Record<
    T,
    string
  >;

const largest = (items: readonly Usage[], measure: Measure): readonly Usage[] =>
  items.toSorted((a, b) => b[measure] - a[measure]).slice(0, 20);

const nameOf = (by: Group) => (key: string) => (by === "run" ? shortRun(key) : key);

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: Readonly<Record<T, string>>;
  readonly chosen: T;
  readonly onChoose: (one: T) => void;
}

function Choice<T extends string>({ label, options, chosen, onChoose }: ChoiceProps<T>) {
  return (
    <div role="group" aria-label={label} className={styles["choice"]}>
      {(Object.keys(options) as T[]).map((one) => (
        <Button
          key={one}
          small
          aria-pressed={one === chosen}
          className={(one === chosen ? styles["pressed"] : "") ?? ""}
          onClick={() => onChoose(one)}
        >
          {options[one]}
        </Button>
      ))}
    </div>
  );
}

function Figures({ usage, by }: { readonly usage: readonly Usage[]; readonly by: Group }) {
  return (
    <>
      <Table label="Figures" head={[GROUPS[by], "Runs", "Turns", "Tokens", "Cost"]}>
        {usage.slice(0, MOST).map((one) => (
          <tr key={one.key}>
            <td>{by === "run" ? <Link href={`/runs/${one.key}`}>{shortRun(one.key)}</Link> : one.key}</td>
            <td className={table["number"]}>{one.runs}</td>
            <td className={table["number"]}>{one.turns}</td>
            <td className={table["number"]}>{amountText(one, "tokens")}</td>
            <td className={table["number"]}>{amountText(one, "cost")}</td>
          </tr>
        ))}
      </Table>
      {usage.length > MOST && <p>{usage.length - MOST} more are not shown: choose a shorter time.</p>}
    </>
  );
}
