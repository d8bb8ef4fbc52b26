import type { DirectoryGrant } from '../../executor/executor-grants.ts';
import type { IoError } from '../io/io-error.ts';
import type { Handles } from '../resource.ts';
import type { Waiter } from '../waiter.ts';
import type { Files } from '../wasi-instance.ts';
import { Descriptor, type DescriptorContext } from './descriptor.ts';
import { DirectoryEntryStream } from './directory-entry-stream.ts';
import { GrantedDirectory } from './granted-directory.ts';
import { OpenCount } from './open-count.ts';

/** Opens the granted folders for all instances of this thread. @throws the system's errors */
export function grantedFiles(grants: readonly DirectoryGrant[], kind?: 'named'): Files {
  const directories = grants.map((grant) => new GrantedDirectory(grant, kind));
  return {
    imports: (handles, waiter) => files(directories, handles, waiter),
    close: () => {
      for (const { root } of directories) root.close();
    },
  };
}

/** `wasi:filesystem` over the granted folders. */
function files(directories: readonly GrantedDirectory[], handles: Handles, waiter: Waiter): Readonly<Record<string, object>> {
  const context: DescriptorContext = { handles, waiter, open: new OpenCount() };
  return {
    'wasi:filesystem/preopens': {
      getDirectories: () =>
        directories.map((directory): [Descriptor, string] => [
          new Descriptor(context, directory, { place: directory.root }, { read: true, mutateDirectory: directory.write }),
          directory.guest,
        ]),
    },
    'wasi:filesystem/types': { Descriptor, DirectoryEntryStream, filesystemErrorCode: (error: IoError) => error.codeOf('file') },
  };
}
