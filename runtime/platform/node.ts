import { type Capabilities, yes } from './capabilities.ts';
import { nodeFamily } from './node-family.ts';
import type { Platform } from './platform.ts';

export const nodeCapabilities: Capabilities = {
  threads: yes,
  sharedMemory: yes,
  blockingDriver: yes,
  blockingWorkers: yes,
  hardKill: yes,
  stackSize: yes,
  files: yes,
  processes: yes,
  garbageCollection: yes,
  codeFromText: yes,
};

export function nodePlatform(): Platform {
  return nodeFamily({ name: 'node', capabilities: nodeCapabilities });
}
