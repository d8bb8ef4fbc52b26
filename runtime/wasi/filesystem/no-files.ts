import type { IoError } from '../io/io-error.ts';
import { Resource } from '../resource.ts';

/** `wasi:filesystem` without a folder: nothing can ever be opened. */
export const noFiles: Readonly<Record<string, object>> = {
  'wasi:filesystem/preopens': { getDirectories: () => [] },
  'wasi:filesystem/types': {
    Descriptor: class Descriptor extends Resource {},
    DirectoryEntryStream: class DirectoryEntryStream extends Resource {},
    filesystemErrorCode: (error: IoError) => error.codeOf('file'),
  },
};
