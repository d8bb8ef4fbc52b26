import { type Capabilities, no } from './capabilities.ts';
import { nodeCapabilities } from './node.ts';
import { nodeFamily } from './node-family.ts';
import type { Platform } from './platform.ts';

export const bunCapabilities: Capabilities = {
  ...nodeCapabilities,
  stackSize: no('the engine chooses it'),
  hardKill: no('JavaScript is ended; WebAssembly goes on until it comes to an end by itself, and another thread takes its place'),
};

export function bunPlatform(): Platform {
  return nodeFamily({ name: 'bun', capabilities: bunCapabilities });
}
