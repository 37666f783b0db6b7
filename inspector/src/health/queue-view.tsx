import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { client, type QueueItem } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Shown } from "../ui/notes.tsx";
import { shortRun } from "../ui/short-run.ts";
import { Table } from "../ui/table.tsx";
import { Duration, Until } from "../ui/time.tsx";
import styles from "./health.module.css";

/** What works, what waits for what, and the accounts whose limit is reached. */
export function QueueView() {
  const queue = useQuery({ queryKey: keys.queue(), queryFn: () => client.getQueue() });
  return (
    <section aria-labelledby="queue">
      <h2 id="queue" className={styles["title"]}>
        Queue
      </h2>
      <Shown of={queue} what="the queue">
        {({ items, accounts }) => (
          <>
            {accounts.map(({ account, message, until }) => (
              <p key={account} role="status" className={styles["account"]}>
                The limit of account <strong>{account}</strong> is reached: {message}. Free again <Until at={until} />.
              </p>
            ))}
            {items.length === 0 ? (
              <p>Nothing is at work, and nothing waits to begin.</p>
            ) : (
              <Table label="Queue" head={["Run", "Step", "Action", "Since", "What it does now"]}>
                {items.map((item) => (
                  <tr key={item.gen}>
                    <td>
                      <Link href={`/runs/${item.run}`}>
                        {item.workflow} <code>{shortRun(item.run)}</code>
                      </Link>
                    </td>
                    <td>{item.step ?? "—"}</td>
                    <td>{item.action}</td>
                    <td>
                      <Duration from={item.since} to={null} />
                    </td>
                    <td>
                      <Doing item={item} />
                    </td>
                  </tr>
                ))}
              </Table>
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

function Doing({ item: { waitsFor, until, message } }: { readonly item: QueueItem }) {
  if (waitsFor === "nothing") return <>works</>;
  if (waitsFor === "stops") return <>waits until what its run left behind has ended</>;
  return (
    <>
      waits for its account
      {until !== null && (
        <>
          , free <Until at={until} />
        </>
      )}
      {message !== null && `: ${message}`}
    </>
  );
}
