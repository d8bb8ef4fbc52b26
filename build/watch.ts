import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { BuildOptions } from './build.ts';

/**
 * Builds, then builds again whenever a source changes; what a build keeps warm stays warm in between. Ends with Ctrl-C.
 *
 * A process of its own does it, which ends to be started anew when a script of the build changes: Node loads each once.
 */
export async function watch(options: BuildOptions): Promise<void> {
  for (;;) {
    const watcher = fork(path.join(import.meta.dirname, 'watcher.ts'), [JSON.stringify(options)]);
    const [code] = (await once(watcher, 'exit')) as [number | null];
    if (code === 0) continue;
    process.exitCode = code ?? 1;
    return;
  }
}
