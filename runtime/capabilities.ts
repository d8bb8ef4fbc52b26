import type { Capabilities } from './platform/capabilities.ts';
import { thisPlatform } from './platform/this-platform.ts';

/**
 * What this JavaScript runtime lets the host do, and why not what it does not: a row of the table in docs/platforms.md each.
 *
 * @example
 * const { has, note } = capabilities().sharedMemory;
 * if (!has) console.log(`Threads share no memory: ${note}`);
 */
export function capabilities(): Capabilities {
  return thisPlatform().capabilities;
}
