import { capabilities } from 'polyray';
import { element } from '../shared/element.ts';
import { Notice } from '../shared/notice.ts';
import type { Unmount } from '../shared/part.ts';
import { exampleCells } from './example-cells.ts';
import type { Language } from './kernel.ts';
import { Notebook } from './notebook.ts';

/** An interpreter takes 100 MB for each worker that runs Python. */
const mostWorkers = 8;

/** Shows a notebook in two languages. */
export async function mount(parent: HTMLElement): Promise<Unmount> {
  const { CodeEditor: Editor } = await import('../shared/code-editor.ts');
  const cores = navigator.hardwareConcurrency || 1;
  const numWorkers = Math.min(cores, mostWorkers);
  const { has: pythonWaits, note } = capabilities().blockingWorkers;

  const button = (text: string, click: () => void, more: object = {}) => element('button', { type: 'button', click, ...more }, text);
  const add = (language: Language) => () => notebook.add(language, '').focus();
  const [addTypeScript, addPython] = [button('Add TypeScript', add('typescript')), button('Add Python', add('python'))];
  const runAll = button('Run all', () => notebook.runAll(), { class: 'primary' });
  const stop = button('Stop', () => void notebook.stop(), { disabled: true });
  const notices = element('div', { class: 'notebook-notices' });
  const notebook = new Notebook({
    Editor,
    numWorkers,
    notice: new Notice(notices),
    onEmpty: () => addTypeScript.focus(),
    onBusy: (busy) => {
      // a button that is disabled loses the focus
      if (!busy && document.activeElement === stop) runAll.focus();
      stop.disabled = !busy;
      parent.toggleAttribute('data-busy', busy);
    },
  });
  const workers = numWorkers === 1 ? '1 worker' : `${numWorkers} workers`;
  parent.append(
    element('h1', {}, 'Notebook'),
    element(
      'p',
      { class: 'lead' },
      'Tasks, objects and actors in TypeScript and Python, in this page. Change the cells and run them; their names stay from cell to cell. ',
      element(
        'span',
        { class: 'muted' },
        `There are ${workers}, for what this browser says are ${cores === 1 ? '1 core' : `${cores} cores`}.`,
      ),
    ),
    ...(pythonWaits
      ? []
      : [
          element(
            'p',
            { class: 'notice' },
            `No thread may stand still here, since ${note}: in Python, write “await ref” where “miniray.get(ref)” would wait.`,
          ),
        ]),
    element(
      'div',
      { class: 'notebook-bar', role: 'toolbar', 'aria-label': 'Notebook' },
      runAll,
      stop,
      button('Restart', () => void notebook.restart()),
    ),
    notices,
    notebook.root,
    element('div', { class: 'row' }, addTypeScript, addPython),
    element(
      'p',
      { class: 'muted small' },
      element('kbd', {}, 'Ctrl'),
      ' or ',
      element('kbd', {}, '⌘'),
      ' with ',
      element('kbd', {}, 'Enter'),
      ' runs a cell, ',
      element('kbd', {}, 'Shift'),
      ' with ',
      element('kbd', {}, 'Enter'),
      ' runs it and goes on to the next. ',
      element('kbd', {}, 'Tab'),
      ' indents; after ',
      element('kbd', {}, 'Esc'),
      ' it leaves the code. Python is loaded at its first use. Types are not checked.',
    ),
  );
  // in the page already, where an editor can measure itself
  for (const { language, text } of exampleCells(pythonWaits)) notebook.add(language, text);
  return () => notebook.close();
}
