import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** Makes the engine look for what nothing in this thread refers to any more. Where it cannot be asked, nothing happens. */
export function collectGarbage(): void {
  collect ??= collector();
  collect();
}

function collector(): () => void {
  const { Bun: bun } = globalThis as { readonly Bun?: { gc(wait: boolean): void } };
  if (bun !== undefined) return () => bun.gc(true);
  try {
    // V8 shows it to contexts that are made while the flag is on
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    setFlagsFromString('--no-expose-gc');
    return found as () => void;
  } catch {
    return () => {};
  }
}
