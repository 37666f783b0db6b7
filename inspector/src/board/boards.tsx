import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import styles from "./board.module.css";

/** Goes from one board to another. */
export function ChooseBoard({ now }: { readonly now: string | null }) {
  const [, go] = useLocation();
  const workflows = useQuery({ queryKey: keys.workflows(), queryFn: () => client.listWorkflows() });
  const names = (workflows.data?.items ?? []).flatMap(({ name, errors }) => (errors === 0 ? [name] : []));
  return (
    <label className={styles["choose"]}>
      Board of{" "}
      <select
        value={now ?? ""}
        onChange={({ target: { value } }) => go(value === "" ? "/board" : `/board/${encodeURIComponent(value)}`)}
      >
        <option value="">all runs, by status</option>
        {now !== null && !names.includes(now) && <option value={now}>{now}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
