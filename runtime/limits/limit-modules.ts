import { type Caps, capModules } from './cap-module.ts';
import { meterValidModule } from './meter-module.ts';

/** What is written into an executor's core modules. */
export interface ModuleLimits extends Caps {
  /** They burn fuel, and stop when they are told to. */
  readonly metered: boolean;
}

/** So long, in ms, the thread is kept from its event loop. */
const stretchMs = 10;

/**
 * Writes limits into the core modules of one component. Metering a megabyte takes tens of milliseconds, in which this
 * thread's event loop turns.
 *
 * @returns in the order given; each valid, and nothing more than what was there but for the limits
 * @throws {RangeError} where they begin with more memory than they may have
 * @throws {WebAssembly.CompileError} where they are not valid, or can do what no limit holds
 */
export async function limitModules(
  modules: readonly Uint8Array<ArrayBuffer>[],
  { metered, ...caps }: ModuleLimits,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const capped = capModules(modules, caps);
  if (!metered) return capped;
  const limited: Uint8Array<ArrayBuffer>[] = [];
  for (const bytes of capped) limited.push(await meterInTurns(bytes));
  return limited;
}

async function meterInTurns(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  await WebAssembly.compile(bytes); // valid: found out in other threads
  const steps = meterValidModule(bytes);
  for (let began = performance.now(); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - began < stretchMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}
