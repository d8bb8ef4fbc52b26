import type { Unmount } from '../shared/part.ts';
import { ComponentPage } from './component-page.ts';

/** Shows what a component is that somebody brings, and runs it. */
export async function mount(parent: HTMLElement): Promise<Unmount> {
  const page = new ComponentPage();
  parent.append(page.root);
  return () => page.close();
}
