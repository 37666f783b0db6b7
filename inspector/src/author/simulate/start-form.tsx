import { useState, type FormEvent } from "react";
import { isJsonObject, type JsonObject } from "../../../../src/core/json.ts";
import type { Definition } from "../../../../src/definition/definition.ts";
import { checkInputs, coerceInputs, type InputProblem } from "../../../../src/definition/inputs.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { sampleOf } from "./sample.ts";
import styles from "./simulate.module.css";

interface StartFormProps {
  readonly definition: Definition;
  readonly onStart: (inputs: JsonObject) => void;
}

/** The inputs as texts, read as on the command line and checked by the same rules. */
export function StartForm({ definition, onStart }: StartFormProps) {
  const fields = fieldsOf(definition.inputs);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(fields.map(({ name, schema }) => [name, textOf(schema)])),
  );
  const [problems, setProblems] = useState<readonly InputProblem[]>([]);
  const start = (event: FormEvent): void => {
    event.preventDefault();
    const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
    const checked = checkInputs(definition, coerceInputs(definition, given));
    if (checked.ok) onStart(checked.inputs);
    else setProblems(checked.problems);
  };
  return (
    <form className={styles["start"]} onSubmit={start} aria-label="Begin a simulation">
      {fields.map(({ name, schema }) => (
        <Field
          key={name}
          label={name}
          value={texts[name] ?? ""}
          onChange={(text) => setTexts((all) => ({ ...all, [name]: text }))}
          note={typeof schema["description"] === "string" ? schema["description"] : undefined}
          error={wordsOf(problems.find((problem) => problem.name === name))}
        />
      ))}
      {problems
        .filter(({ name }) => !fields.some((field) => field.name === name))
        .map((problem) => (
          <p key={problem.message} role="alert" className={styles["bad"]}>
            {problem.message}
          </p>
        ))}
      <Button type="submit" kind="main">
        Begin the simulation
      </Button>
    </form>
  );
}

function fieldsOf({ properties }: JsonObject): readonly { readonly name: string; readonly schema: JsonObject }[] {
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    schema: isJsonObject(schema) ? schema : {},
  }));
}

function textOf(schema: JsonObject): string {
  const sample = sampleOf(schema);
  return typeof sample === "string" ? sample : JSON.stringify(sample);
}

const wordsOf = (problem: InputProblem | undefined): string | undefined =>
  problem === undefined
    ? undefined
    : `${problem.message}${problem.expected === null ? "" : ` Expected: ${problem.expected}.`}`;
