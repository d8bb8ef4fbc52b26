import type fs from 'node:fs';
import { type Handles, Resource } from '../resource.ts';
import { answering } from './file-error.ts';
import { type DescriptorType, typeOf } from './file-stat.ts';
import type { OpenCount } from './open-count.ts';

/** `wasi:filesystem/types` directory-entry-stream. */
export class DirectoryEntryStream extends Resource {
  readonly #entries: fs.Dir;
  readonly #open: OpenCount;

  constructor(handles: Handles, entries: fs.Dir, open: OpenCount) {
    super(handles);
    this.#entries = entries;
    this.#open = open;
    open.add();
  }

  readDirectoryEntry(): { readonly type: DescriptorType; readonly name: string } | undefined {
    const entry = answering(() => this.#entries.readSync());
    return entry === null ? undefined : { type: typeOf(entry), name: entry.name };
  }

  protected override release(): void {
    this.#open.remove();
    this.#entries.closeSync();
  }
}
