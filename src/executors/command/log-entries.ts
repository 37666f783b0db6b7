import { agentErrorClass, adviceFor } from "../../core/agent-error.ts";
import type { EntryReader } from "../../core/entry.ts";
import { createStreamEntries } from "./stream-entries.ts";
import { createEntryList, putSaid } from "../talking/entry-list.ts";
import { createLogReader, type LogForm } from "./agent-log.ts";

/**
 * Entries of a program of which only the profile's fields are known: its tools are not told. Lines of a
 * plain text are what the assistant says.
 */
export function createLogEntries(form: LogForm): EntryReader {
  if (form.format === "stream-json") return createStreamEntries();
  const list = createEntryList();
  const reader = createLogReader(form.fields);
  return {
    said: (prompt, at) => putSaid(list, prompt, at),
    heard(line, at) {
      if (form.format === "text") return list.stream("assistant", `${line}\n`, at);
      const before = reader.reading();
      reader.take(line);
      const { text, session, usage, error } = reader.reading();
      if (session !== null && session !== before.session)
        list.put("session", { type: "system", text: `session ${session}` }, at);
      if (text !== "" && text !== before.text && error === null)
        list.put(list.nextId("assistant"), { type: "assistant", text }, at);
      if (usage !== null && usage !== before.usage) list.usage(usage, at);
      if (error === null || error === before.error) return;
      const errorClass = agentErrorClass(error);
      list.put("error", { type: "error", text: error, class: errorClass, advice: adviceFor(errorClass) }, at);
    },
    changed: () => list.changed(),
  };
}
