import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BuildOptions, build, chosenMembers } from './build.ts';
import { host } from './host.ts';
import type { Member } from './members.ts';
import { seconds } from './progress.ts';
import { isInput } from './stamp.ts';

/**
 * Builds, then builds again whenever something changes that is built from, the configuration and what that names included.
 *
 * @param heard called at every change, and before every build
 */
export async function buildOnChange(options: BuildOptions, heard: () => void): Promise<never> {
  const { config, only } = options;
  let members: readonly Member[] = [];
  let pending = true;
  let wake = (): void => {};
  const changed = (file: string): void => {
    heard();
    if (file !== config && !members.some((member) => isInput(member, file))) return;
    pending = true;
    wake();
  };
  const watched = new Set<string>();
  const follow = (file: string): void => {
    const recursive = fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const folder = recursive ? file : path.dirname(file); // editors put another file in a file's place
    if (watched.has(folder) || !fs.existsSync(folder)) return;
    watched.add(folder);
    fs.watch(folder, { recursive }, (_, name) => changed(path.join(folder, name ?? '')));
  };
  if (config !== undefined) follow(config);
  for (;;) {
    while (pending) {
      await delay(50); // they write in several steps, too
      pending = false;
      const began = performance.now();
      try {
        members = [...(await chosenMembers(options)).members, ...(only === undefined ? [host] : [])];
        for (const input of members.flatMap(({ inputs }) => inputs)) follow(input);
        heard();
        const built = await build({ ...options, keepWarm: true });
        const what = `Built ${[...built.keys()].join(', ')} in ${seconds(performance.now() - began)}`;
        console.error(`${built.size === 0 ? 'Everything is current' : what}; watching`);
      } catch (error) {
        console.error(`${(error as Error).message}\nNot everything is built; still watching`);
      }
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
