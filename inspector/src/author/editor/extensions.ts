import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, previousDiagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type KeyBinding,
} from "@codemirror/view";
import type { Known } from "../text/options.ts";
import { completionFor } from "./completion.ts";
import { descriptions } from "./descriptions.ts";
import { look } from "./look.ts";

interface EditorOptions {
  /** Of the element that tells how to leave with Tab. */
  readonly noteId: string;
  readonly known: () => Known;
  readonly onSave: () => void;
  readonly onText: (text: string) => void;
  /** The cursor's place; both from 1. */
  readonly onCursor: (line: number, column: number) => void;
}

/** Everything that the editor of a workflow can do. */
export function extensionsFor(options: EditorOptions): readonly Extension[] {
  return [
    nonce(),
    lineNumbers(),
    foldGutter(),
    codeFolding(),
    lintGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    EditorState.allowMultipleSelections.of(true),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    search({ top: true }),
    yaml(),
    autocompletion({ override: [completionFor(options.known)], icons: false }),
    descriptions,
    look,
    EditorView.contentAttributes.of({ "aria-label": "Text of the workflow", "aria-describedby": options.noteId }),
    keymap.of([...ownKeys(options), ...KEYS]),
    told(options),
  ];
}

/** Escape lets the next Tab leave: CodeMirror's own, which the note beside the editor tells. */
const KEYS: readonly KeyBinding[] = [
  ...closeBracketsKeymap,
  ...defaultKeymap,
  ...searchKeymap,
  ...historyKeymap,
  ...foldKeymap,
  ...completionKeymap,
  ...lintKeymap,
  { key: "Shift-F8", run: previousDiagnostic },
  indentWithTab,
];

const ownKeys = ({ onSave }: EditorOptions): readonly KeyBinding[] => [
  {
    key: "Mod-s",
    preventDefault: true,
    run: () => {
      onSave();
      return true;
    },
  },
];

const told = ({ onText, onCursor }: EditorOptions): Extension =>
  EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
    if (docChanged) onText(state.sliceDoc());
    if (!docChanged && !selectionSet) return;
    const { head } = state.selection.main;
    const line = state.doc.lineAt(head);
    onCursor(line.number, head - line.from + 1);
  });

/** The page's policy takes no style that is made while it runs, save by this. */
function nonce(): Extension {
  const given = document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? "";
  return EditorView.cspNonce.of(given);
}

/** A file keeps its line ends. */
export const lineEnds = (text: string): Extension =>
  text.includes("\r\n") ? EditorState.lineSeparator.of("\r\n") : [];
