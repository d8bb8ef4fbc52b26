import fs from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build } from './build.ts';
import { root } from './members.ts';
import { seconds } from './progress.ts';

const watched = ['components', 'cpp_plugins', 'runtime', 'wit'];

/** Builds, then builds again whenever a source changes; what a build keeps warm stays warm in between. Ends with Ctrl-C. */
export async function watch(options: BuildOptions): Promise<void> {
  let pending = true;
  let wake: () => void = () => {};
  for (const folder of watched) {
    fs.watch(path.join(root, folder), { recursive: true }, (_, file) => {
      if (file === null || /(^|[\\/])(dist|node_modules)([\\/]|$)/.test(file)) return;
      pending = true;
      wake();
    });
  }
  for (;;) {
    while (pending) {
      await new Promise((resolve) => setTimeout(resolve, 50)); // editors write in several steps
      pending = false;
      const began = performance.now();
      try {
        const built = await build({ ...options, keepWarm: true });
        if (built.size > 0) console.error(`Built ${[...built.keys()].join(', ')} in ${seconds(performance.now() - began)}; watching`);
      } catch (error) {
        console.error((error as Error).message);
      }
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
