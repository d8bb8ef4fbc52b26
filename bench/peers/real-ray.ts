import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface RealRay {
  readonly version: string;
  /** Per second, by name. */
  readonly rates: Record<string, number>;
}

/** Runs real Ray's own microbenchmark in a process of its own; undefined where Python cannot import it. */
export async function realRay(workers: number): Promise<RealRay | undefined> {
  if ((await python(['-c', 'import ray']))[0] !== 0) return undefined;
  const [status, output] = await python([fileURLToPath(new URL('../ray_peer.py', import.meta.url)), String(workers)], 'inherit');
  if (status !== 0) throw new Error(`Real Ray's benchmark ended with status ${status}`);
  return JSON.parse(output.trim().split('\n').at(-1)!) as RealRay;
}

async function python(args: readonly string[], errors: 'inherit' | 'ignore' = 'ignore'): Promise<[status: number | null, output: string]> {
  const child = spawn('python3', args, { stdio: ['ignore', 'pipe', errors] });
  const ended = once(child, 'close').catch(() => [null]); // there is no python3
  const output = await text(child.stdout);
  const [status] = (await ended) as [number | null];
  return [status, output];
}
