import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useId, useRef } from "react";
import type { Diagnostic } from "../../../../src/core/diagnostic.ts";
import type { Known } from "../text/options.ts";
import { marksFor } from "./diagnostics.ts";
import { extensionsFor, lineEnds } from "./extensions.ts";
import styles from "./editor.module.css";

/** A place in the text; both from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

export interface EditorHandle {
  /** Takes the cursor there, and the focus to the text. */
  readonly goTo: (spot: Spot) => void;
  /** Puts another text in the place of all of it; undo brings it back. */
  readonly replace: (text: string) => void;
}

interface EditorProps {
  /** What it begins with. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly known: Known;
  readonly onText: (text: string) => void;
  readonly onCursor: (spot: Spot) => void;
  readonly onSave: () => void;
  readonly onReady: (handle: EditorHandle) => void;
}

/** The text of a workflow, with what the schema and the daemon know of it. */
export function Editor(props: EditorProps) {
  const { text, diagnostics } = props;
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // What the editor calls is what was given last; it is made once.
  const latest = useRef(props);
  const first = useRef(text);
  const noteId = useId();
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (frame.current === null) return;
    const made = new EditorView({
      parent: frame.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineEnds(first.current),
          ...extensionsFor({
            noteId,
            known: () => latest.current.known,
            onText: (now) => latest.current.onText(now),
            onCursor: (line, column) => latest.current.onCursor({ line, column }),
            onSave: () => latest.current.onSave(),
          }),
        ],
      }),
    });
    view.current = made;
    latest.current.onReady(handleOf(made));
    return () => {
      first.current = made.state.sliceDoc();
      made.destroy();
    };
  }, [noteId]);
  useEffect(() => {
    const shown = view.current;
    if (shown !== null) shown.dispatch(setDiagnostics(shown.state, marksFor(shown.state.doc, diagnostics)));
  }, [diagnostics]);
  return (
    <div className={styles["editor"]}>
      <div ref={frame} className={styles["frame"]} />
      <p id={noteId} className={styles["note"]}>
        Tab indents; Escape, then Tab leaves the text. F8 goes to the next mistake, Ctrl+Space completes, Ctrl+F
        searches, Ctrl+S saves.
      </p>
    </div>
  );
}

const handleOf = (view: EditorView): EditorHandle => ({
  goTo({ line, column }) {
    const { doc } = view.state;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines));
    const anchor = Math.min(at.from + column - 1, at.to);
    view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    view.focus();
  },
  replace(text) {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  },
});
