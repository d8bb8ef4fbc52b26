// What runs in a worker of ray-names.bench.ts.
import { get, remote } from '../runtime/index.ts';

const small = remote(() => Uint8Array.of(111, 107));

/** Submits so many tasks from inside a task. @returns how many answered */
export async function smallBatch(count: number): Promise<number> {
  const values = await get(Array.from({ length: count }, () => small.remote()));
  return values.filter((value) => value.length === 2).length;
}
