import { Suspense, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { lazyPart } from "../ui/lazy-part.ts";
import { Loading } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { Editor, type EditorHandle, type Spot } from "./editor/editor.tsx";
import { LiveChart } from "./live-chart.tsx";
import { Problems } from "./problems.tsx";
import { useCheck } from "./use-check.ts";
import { useDraft, type Base } from "./use-draft.ts";
import { useKnown } from "./use-known.ts";
import { useSave } from "./use-save.ts";
import styles from "./author.module.css";

interface AuthorProps {
  readonly title: string;
  /** Under which unsaved changes are kept. */
  readonly draftName: string;
  /** What the file is called when the text is saved; `null`: the text does not say. */
  readonly nameOf: (text: string) => string | null;
  readonly checkedAs: string;
  readonly loaded: Base;
  readonly note: string;
  /** A run to be replayed. */
  readonly replayed: string | null;
  readonly isNew?: boolean;
  readonly onSaved?: (name: string) => void;
}

// The core of the engine is needed only by those who simulate.
export const Simulate = lazyPart(async () => (await import("./simulate/simulate.tsx")).Simulate);

type Side = "chart" | "simulation";

/** A text, what is wrong with it, the machine that it becomes, and what that would do. */
export function Author({ title, draftName, nameOf, checkedAs, loaded, note, replayed, isNew, onSaved }: AuthorProps) {
  const editor = useRef<EditorHandle>(null);
  const draft = useDraft(draftName, loaded);
  const check = useCheck(checkedAs, draft.text);
  const known = useKnown();
  const [cursor, setCursor] = useState<Spot>({ line: 1, column: 1 });
  const name = nameOf(draft.text);
  const { save, isSaving, conflict, endConflict } = useSave(({ text, revision, name: saved }) => {
    draft.settle({ text, revision });
    onSaved?.(saved);
  });
  const goTo = (spot: Spot): void => editor.current?.goTo(spot);
  const canSave = name !== null && !isSaving && (draft.isChanged || isNew === true);
  const onSave = (): void => {
    if (canSave) save({ name, text: draft.text, expected: draft.base.revision });
  };
  return (
    <Page
      title={title}
      full
      actions={
        <>
          {draft.isChanged && <Button onClick={() => editor.current?.replace(draft.base.text)}>Drop changes</Button>}
          <Button kind="main" disabled={!canSave} onClick={onSave}>
            {draft.isChanged || isNew === true ? "Save" : "Saved"}
          </Button>
        </>
      }
    >
      <p className={styles["note"]}>
        {note}
        {draft.isRestored && <strong role="status"> Your unsaved changes of before are back.</strong>}
        {name === null && <strong> The text needs a name before it can be saved.</strong>}
      </p>
      <div className={styles["columns"]}>
        <div className={styles["text"]}>
          <Editor
            text={draft.text}
            diagnostics={check.diagnostics}
            known={known}
            onText={draft.write}
            onCursor={setCursor}
            onSave={onSave}
            onReady={(handle) => {
              editor.current = handle;
            }}
          />
          <Problems check={check} onGoTo={goTo} />
        </div>
        <Beside {...{ check, cursor, replayed }} name={checkedAs} onGoTo={goTo} />
      </div>
      {conflict !== null && name !== null && (
        <ConflictDialog
          name={name}
          reason={conflict}
          onClose={endConflict}
          onTakeTheirs={({ text, revision }) => {
            editor.current?.replace(text);
            draft.settle({ text, revision });
            endConflict();
          }}
          onKeepMine={(theirs) => save({ name, text: draft.text, expected: theirs?.revision ?? null })}
        />
      )}
    </Page>
  );
}

interface BesideProps {
  readonly name: string;
  readonly check: ReturnType<typeof useCheck>;
  readonly cursor: Spot;
  readonly replayed: string | null;
  readonly onGoTo: (spot: Spot) => void;
}

/** The text of now: what is simulated then is a former one. */
const hasMistakes = ({ isOld, diagnostics }: BesideProps["check"]): boolean =>
  isOld && diagnostics.some(({ severity }) => severity === "error");

function Beside({ name, check, cursor, replayed, onGoTo }: BesideProps) {
  const [side, setSide] = useState<Side>(replayed === null ? "chart" : "simulation");
  return (
    <div className={styles["beside"]}>
      <Tabs<Side>
        label="Beside the text"
        tabs={[
          { id: "chart", title: "Chart" },
          { id: "simulation", title: "Simulation" },
        ]}
        chosen={side}
        onChoose={setSide}
      />
      <TabPanel id={side}>
        {side === "chart" ? (
          <LiveChart {...{ name, cursor, onGoTo }} good={check.good} isOld={check.isOld} />
        ) : (
          <Suspense fallback={<Loading what="the core of the engine" />}>
            <Simulate {...{ name, replayed }} good={check.good} isBroken={hasMistakes(check)} />
          </Suspense>
        )}
      </TabPanel>
    </div>
  );
}
