import { useQuery } from "@tanstack/react-query";
import { useMemo, type FormEvent } from "react";
import { useLocation, useSearchParams } from "wouter";
import { client } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Button } from "../ui/button.tsx";
import { Failure, Loading } from "../ui/notes.tsx";
import { shortRun } from "../ui/short-run.ts";
import { draftOf, draftOfText, fieldsOf, type Draft, type Schema } from "./fields.ts";
import { InputFieldView } from "./input-field.tsx";
import { useRunForm } from "./use-form.ts";
import styles from "./run-form.module.css";

interface RunFormProps {
  readonly workflow: string;
  readonly schema: Schema;
}

/** Starts a run. Filled by the address (`?title=…`), or with what another run was given (`#run=…`). */
export function RunForm({ workflow, schema }: RunFormProps) {
  const [search] = useSearchParams();
  const from = new URLSearchParams(window.location.hash.slice(1)).get("run");
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const other = useQuery({
    queryKey: keys.frozen(from ?? "none", "inputs"),
    queryFn: async () => (await client.getRun({ run: from ?? "" })).inputs,
    enabled: from !== null,
  });
  if (from !== null && other.isPending) return <Loading what="the inputs of the other run" />;
  const given: Readonly<Record<string, Draft>> = Object.fromEntries(
    fields.flatMap((field) => {
      const text = search.get(field.name);
      if (text !== null) return [[field.name, draftOfText(field, text)]];
      const value = other.data?.[field.name];
      return value === undefined ? [] : [[field.name, draftOf(field, value)]];
    }),
  );
  return (
    <section aria-label="Start a run" className={styles["frame"]}>
      <h2>Start a run</h2>
      {from !== null && other.error === null && <p>With the inputs of run {shortRun(from)}.</p>}
      {other.error !== null && <Failure error={other.error} />}
      <Form key={from} workflow={workflow} schema={schema} fields={fields} given={given} />
    </section>
  );
}

interface FormProps extends RunFormProps {
  readonly fields: ReturnType<typeof fieldsOf>;
  readonly given: Readonly<Record<string, Draft>>;
}

function Form({ workflow, schema, fields, given }: FormProps) {
  const [, go] = useLocation();
  const form = useRunForm({ workflow, schema, fields, given, onStarted: (run) => go(`/runs/${run}`) });
  const rest = form.problems.get("");
  return (
    <form
      className={styles["form"]}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        form.submit();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
      }}
    >
      {fields.length === 0 && <p>It takes no inputs.</p>}
      {fields.map((field) => (
        <InputFieldView
          key={field.name}
          field={field}
          draft={form.drafts[field.name] ?? null}
          onChange={(draft) => form.change(field.name, draft)}
          problem={form.problems.get(field.name)}
        />
      ))}
      {rest !== undefined && (
        <p className={styles["problem"]} role="alert">
          {rest}
        </p>
      )}
      {form.error !== null && <Failure error={form.error} />}
      <div>
        <Button type="submit" kind="main" disabled={form.isSending}>
          Start
        </Button>
      </div>
    </form>
  );
}
