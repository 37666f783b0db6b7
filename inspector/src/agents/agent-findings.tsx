import { useQuery } from "@tanstack/react-query";
import { client, type Operations } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { useAction } from "../ui/action.ts";
import { Button } from "../ui/button.tsx";
import { Ago } from "../ui/time.tsx";
import { checkQuery, checkText } from "./check.ts";
import styles from "./agents.module.css";

/** Whether it could work: its program is started for its version only. */
export function CheckView({ name }: { readonly name: string }) {
  const check = useQuery({ ...checkQuery(name), enabled: false });
  const ask = useAction(async () => {
    const { error } = await check.refetch();
    if (error !== null) throw error;
  });
  const found = check.data;
  return (
    <section aria-labelledby="check" className={styles["section"]}>
      <div className={styles["head"]}>
        <h2 id="check">Check</h2>
        <Button small disabled={ask.isPending} onClick={() => ask.mutate()}>
          Check it
        </Button>
      </div>
      <p role="status">{checkText(found)}</p>
      {found !== undefined && (
        <ul className={styles["list"]}>
          {found.path !== null && (
            <li>
              program <code>{found.path}</code>
            </li>
          )}
          {found.version !== null && <li>version {found.version}</li>}
          {(found.login.signs ?? []).length > 0 && <li>signs of a login: {found.login.signs?.join(", ")}</li>}
          {found.problem !== null && <li className={styles["problem"]}>{found.problem}</li>}
        </ul>
      )}
    </section>
  );
}

type Offer = Operations["discoverAgent"]["result"];
type Offered = Offer["models"];

/** What it says that it can be asked for; it is started for that, and given no work. */
export function OfferView({ name }: { readonly name: string }) {
  const key = keys.agents("offer", name);
  const offer = useQuery({
    queryKey: key,
    queryFn: () => client.discoverAgent({ agent: name, fresh: true }),
    enabled: false,
    gcTime: Infinity,
  });
  const ask = useAction(async () => {
    const { error } = await offer.refetch();
    if (error !== null) throw error;
  });
  return (
    <section aria-labelledby="offer" className={styles["section"]}>
      <div className={styles["head"]}>
        <h2 id="offer">What it offers</h2>
        <Button small disabled={ask.isPending} onClick={() => ask.mutate()}>
          {ask.isPending ? "Asking…" : "Ask it"}
        </Button>
      </div>
      {offer.data === undefined ? (
        <p>It was not asked yet.</p>
      ) : (
        <>
          <p role="status">
            As it said <Ago at={Date.parse(offer.data.askedAt)} />:
          </p>
          <OfferedList title="Models" offered={offer.data.models} />
          <OfferedList title="Modes" offered={offer.data.modes} />
          <OfferedList title="Commands" offered={offer.data.commands} />
        </>
      )}
    </section>
  );
}

function OfferedList({ title, offered }: { readonly title: string; readonly offered: Offered }) {
  return (
    <div>
      <h3>{title}</h3>
      {offered === null && <p>It does not say.</p>}
      <ul className={styles["list"]}>
        {(offered ?? []).map(({ id, about }) => (
          <li key={id}>
            <code>{id}</code> {about}
          </li>
        ))}
      </ul>
    </div>
  );
}
