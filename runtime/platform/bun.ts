import { type Capabilities, no } from './capabilities.ts';
import { nodeCapabilities } from './node.ts';
import { nodeFamily } from './node-family.ts';
import type { Platform } from './platform.ts';

export const bunCapabilities: Capabilities = {
  ...nodeCapabilities,
  stackSize: no('the engine chooses it: what is nested very deep ends an interpreter'),
  hardKill: no('a thread that computes in WebAssembly goes on until it comes to an end by itself'),
};

export function bunPlatform(): Platform {
  return nodeFamily({ name: 'bun', capabilities: bunCapabilities });
}
