import type fs from 'node:fs';
import { type Handles, Resource } from '../resource.ts';
import { answering } from './file-error.ts';
import { type DescriptorType, typeOf } from './file-stat.ts';

/** `wasi:filesystem/types` directory-entry-stream. */
export class DirectoryEntryStream extends Resource {
  readonly #entries: fs.Dir;

  constructor(handles: Handles, entries: fs.Dir) {
    super(handles);
    this.#entries = entries;
  }

  readDirectoryEntry(): { readonly type: DescriptorType; readonly name: string } | undefined {
    const entry = answering(() => this.#entries.readSync());
    return entry === null ? undefined : { type: typeOf(entry), name: entry.name };
  }

  protected override release(): void {
    this.#entries.closeSync();
  }
}
