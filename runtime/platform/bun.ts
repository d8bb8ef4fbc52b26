import { type Capabilities, no } from './capabilities.ts';
import { nodeCapabilities } from './node.ts';
import { nodeFamily } from './node-family.ts';
import type { Platform } from './platform.ts';

export const bunCapabilities: Capabilities = {
  ...nodeCapabilities,
  hardKill: no('a thread that computes in WebAssembly goes on until it comes to an end by itself'),
};

export function bunPlatform(): Platform {
  return nodeFamily({ name: 'bun', capabilities: bunCapabilities });
}
