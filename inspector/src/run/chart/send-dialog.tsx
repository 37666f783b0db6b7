import { useState, type FormEvent } from "react";
import { client, type OfferedEvent } from "../../data/client.ts";
import { useAction } from "../../ui/action.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useRequestKey } from "../../ui/request-key.ts";
import {
  fieldsOf,
  firstDraft,
  readDraft,
  type Draft,
  type Drafts,
  type InputField,
  type Read,
} from "../../workflows/fields.ts";
import { InputFieldView } from "../../workflows/input-field.tsx";

interface SendDialogProps {
  readonly run: string;
  readonly event: OfferedEvent;
  readonly onClose: () => void;
}

/** Where nobody knows what the data ought to hold, it is asked for as a whole. */
const ANYTHING: InputField = {
  name: "What it carries",
  kind: "json",
  schema: {},
  types: [],
  canBeNull: false,
  hasDefault: true,
  isLong: true,
  about: "JSON; nothing when left empty. Expressions read it as event.data.",
};

/** Sends an event, with a form for what the expressions that read its data ask for. */
export function SendDialog({ run, event: { name, guard, schema }, onClose }: SendDialogProps) {
  const fields = schema === null ? [ANYTHING] : fieldsOf(schema);
  const [drafts, setDrafts] = useState<Drafts>(() =>
    Object.fromEntries(fields.map((field) => [field.name, schema === null ? "" : firstDraft(field, undefined)])),
  );
  const read = fields.map((field) => ({ field, ...readField(field, drafts[field.name] ?? "") }));
  const data = dataOf(read, schema === null);
  const key = useRequestKey(data);
  const send = useAction(
    () =>
      client.sendSignal({
        run,
        "idempotency-key": key,
        body: { name, ...(data !== undefined && { data }) },
      }),
    {
      done: `${name} was taken.`,
      onDone: onClose,
    },
  );
  const isWrong = read.some((one) => "problem" in one);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isWrong) send.mutate();
  };
  return (
    <Dialog title={`Send ${name}`} onClose={onClose}>
      <form onSubmit={submit}>
        {guard !== null && (
          <p>
            Taken only when <code>{guard}</code>.
          </p>
        )}
        {fields.length === 0 && <p>Nothing reads what it carries.</p>}
        {read.map((one) => (
          <InputFieldView
            key={one.field.name}
            field={one.field}
            draft={drafts[one.field.name] ?? ""}
            problem={"problem" in one ? one.problem : undefined}
            onChange={(draft) => setDrafts((all) => ({ ...all, [one.field.name]: draft }))}
          />
        ))}
        <Button type="submit" kind="main" disabled={send.isPending || isWrong}>
          Send
        </Button>
      </form>
    </Dialog>
  );
}

/** What the event carries; nothing where nothing was given. `isWhole`: one field stands for all of it. */
function dataOf(read: readonly ({ readonly field: InputField } & Read)[], isWhole: boolean): unknown {
  const values = read.flatMap((one) =>
    "value" in one && one.value !== undefined ? [[one.field.name, one.value]] : [],
  );
  if (isWhole) return values[0]?.[1];
  return values.length === 0 ? undefined : Object.fromEntries(values);
}

/** Where nobody knows the type of a value, words that are no JSON are a text. */
function readField(field: InputField, draft: Draft): Read {
  const read = readDraft(field, draft);
  const isOpen = field !== ANYTHING && field.kind === "json" && field.types.length === 0;
  return isOpen && "problem" in read ? { value: draft } : read;
}
