import { bunPlatform } from './bun.ts';
import { denoPlatform } from './deno.ts';
import { nodePlatform } from './node.ts';
import type { Platform } from './platform.ts';

/** The JavaScript runtime that this is. Nothing else asks. */
export function thisPlatform(): Platform {
  if ('Deno' in globalThis) return denoPlatform();
  if ('Bun' in globalThis) return bunPlatform();
  return nodePlatform();
}
