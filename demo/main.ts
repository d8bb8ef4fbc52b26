// The page: which part of it is shown, and how the device takes part.
import { element } from './shared/element.ts';
import { explainError } from './shared/explain-error.ts';
import { prepareIsolation } from './shared/isolation.ts';
import { Notice } from './shared/notice.ts';
import type { Part, Unmount } from './shared/part.ts';

const main = document.querySelector<HTMLElement>('#main')!;
const links = Array.from(document.querySelectorAll<HTMLAnchorElement>('nav a'));
const notice = new Notice(document.querySelector('#notices')!);

let shown: { readonly name: string; readonly unmount: Unmount } | undefined;
/** One part after the other, however fast somebody clicks. */
let turn = Promise.resolve();

/** Each part is a folder: its `main.ts` is loaded when it is first asked for. */
async function show(name: string): Promise<void> {
  if (shown?.name === name) return;
  const before = shown;
  shown = undefined;
  try {
    await before?.unmount();
  } catch (error) {
    reportError(error); // the next part has nothing to do with it
  }
  for (const link of links) {
    if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${links.find(({ hash }) => hash === `#${name}`)?.textContent} – polyray`;
  main.replaceChildren();
  main.setAttribute('aria-busy', 'true');
  try {
    const { mount } = (await import(`./${name}/main.ts`)) as Part;
    shown = { name, unmount: await mount(main) };
    notice.clear();
  } catch (error) {
    notice.fail(`This part cannot be shown: ${explainError(error)}`);
  } finally {
    main.removeAttribute('aria-busy');
  }
  // of a change, not of the first part, a screen reader has heard nothing
  if (before !== undefined) main.focus({ preventScroll: true });
}

function route(): void {
  const name = links.find(({ hash }) => hash === location.hash)?.hash.slice(1);
  if (name === undefined && shown !== undefined) return; // a place within a part
  turn = turn.then(() => show(name ?? 'listen'));
}

// by its address the place would be taken for a part
document.querySelector('.skip')!.addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
main.setAttribute('aria-busy', 'true');
const { shared, note } = await prepareIsolation(() =>
  notice.tell('This page is stored on the device before it starts, so that its threads can share memory.'),
);
if (!shared) document.querySelector('#notices')!.prepend(element('p', { class: 'notice' }, note));
const cores = navigator.hardwareConcurrency || 1;
document.querySelector('#threads')!.textContent =
  `This browser says that it may use ${cores === 1 ? '1 core' : `${cores} cores`}.${shared ? ` ${note}` : ''}`;
addEventListener('hashchange', route);
route();
