import { expect, test } from 'vitest';
import { runChaos } from '../chaos/run-chaos.ts';

const MiB = 2 ** 20;
const common = { kills: 10, numWorkers: 2, lanes: 8, objectStoreBytes: 64 * MiB, largeBytes: MiB, assassinMeanMs: 300 };

test.each([
  ['inline', 'inline', true],
  ['in a thread', 'thread', true],
  ['in a thread, without shared memory', 'thread', false],
] as const)(
  'workers end under their work, coordinator %s',
  async (_, coordinator, sharedMemory) => {
    const { kills, outcomes } = await runChaos({ ...common, seed: 20_261_125, coordinator, sharedMemory });
    expect(kills).toBeGreaterThanOrEqual(common.kills);
    expect(Object.keys(outcomes).some((outcome) => outcome.endsWith('answered'))).toBe(true);
  },
  60_000,
);
