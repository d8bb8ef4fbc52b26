import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectGarbage } from '../../runtime/platform/collect-garbage.ts';

/** What a process has of the things that leak. */
export interface ProcessFigures {
  readonly threads: number;
  readonly files: number;
  /** Of the event loop, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** Linux only: elsewhere threads and files are 0. */
export function processFigures(): ProcessFigures {
  const resources: Record<string, number> = {};
  // the process's own streams are opened when something is first written
  const kinds = process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY/.test(kind));
  for (const kind of kinds) resources[kind] = (resources[kind] ?? 0) + 1;
  return { threads: entries('/proc/self/task'), files: entries('/proc/self/fd'), resources };
}

function entries(directory: string): number {
  try {
    return readdirSync(directory).length;
  } catch {
    return 0;
  }
}

/** Collects this thread's garbage, and lets its finalizers run. */
export async function collect(rounds = 4): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    collectGarbage();
    await sleep(5);
  }
}
