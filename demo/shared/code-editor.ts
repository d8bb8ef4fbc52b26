import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Range, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export interface CodeEditorOptions {
  readonly parent: HTMLElement;
  readonly language: 'python' | 'typescript';
  readonly text: string;
  /** Names it for screen readers. */
  readonly label: string;
  /** Ctrl-Enter or Cmd-Enter; with `onward`, Shift-Enter. */
  readonly onRun?: (onward: boolean) => void;
  readonly onChange?: () => void;
}

/** A line that is marked as wrong, from 1. */
const mark = StateEffect.define<number | undefined>();
const marked = Decoration.line({ class: 'code-wrong' });
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { effects, docChanged, state }) => {
    for (const effect of effects) {
      if (!effect.is(mark)) continue;
      const { value } = effect;
      const found: Range<Decoration>[] = value === undefined || value > state.doc.lines ? [] : [marked.range(state.doc.line(value).from)];
      return Decoration.set(found);
    }
    return docChanged ? Decoration.none : before;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Colours of the page, light or dark. */
const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.comment], color: 'var(--muted)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.className, tags.typeName, tags.meta],
    color: 'var(--code-name)',
  },
]);

/** A text of code, with colours, that grows with its text. Tab indents; after Escape it leaves, as everywhere. */
export class CodeEditor {
  readonly #view: EditorView;

  constructor({ parent, language, text, label, onRun, onChange }: CodeEditorOptions) {
    const run = (onward: boolean) => () => {
      onRun?.(onward);
      return onRun !== undefined;
    };
    this.#view = new EditorView({
      parent,
      doc: text,
      extensions: [
        keymap.of([
          { key: 'Mod-Enter', run: run(false) },
          { key: 'Ctrl-Enter', run: run(false) },
          { key: 'Shift-Enter', run: run(true) },
        ]),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        indentOnInput(),
        indentUnit.of(language === 'python' ? '    ' : '  '),
        EditorState.tabSize.of(4),
        bracketMatching(),
        EditorView.lineWrapping,
        syntaxHighlighting(highlight),
        marks,
        language === 'python' ? python() : javascript({ typescript: true }),
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
        EditorView.updateListener.of(({ docChanged }) => docChanged && onChange?.()),
      ],
    });
    this.#view.dom.classList.add('code-editor');
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  set text(text: string) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  focus(): void {
    this.#view.focus();
  }

  /** Marks a line, from 1, until the text changes; undefined: none. */
  markLine(line: number | undefined): void {
    this.#view.dispatch({ effects: mark.of(line) });
  }

  close(): void {
    this.#view.destroy();
  }
}
