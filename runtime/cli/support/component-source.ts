import type { ComponentSource } from '../../component/component-source.ts';

/** A component as the command line names it. */
export function componentSource(file: string): ComponentSource {
  return /^https?:\/\//.test(file) ? new URL(file) : file;
}
