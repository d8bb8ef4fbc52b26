import { type Capabilities, no } from './capabilities.ts';
import { nodeCapabilities } from './node.ts';
import { nodeFamily } from './node-family.ts';
import type { Platform } from './platform.ts';

export const denoCapabilities: Capabilities = {
  ...nodeCapabilities,
  hardKill: no('what computes goes on until it comes to an end by itself, and another thread takes its place'),
  stackSize: no('the engine chooses it'),
};

export function denoPlatform(): Platform {
  return nodeFamily({ name: 'deno', capabilities: denoCapabilities, ownPorts: true });
}
