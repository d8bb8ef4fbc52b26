import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Those that a few seeds show; test/full/simulator.ts hunts all of them. */
const names = [
  'arguments are let go when a task is cancelled',
  'memory is freed while its writer is at it',
  'a value does not keep what it mentions',
  'calls wait for their arguments outside of their order',
  'a wait is answered one too early',
  'a segment goes while it is in use',
];

test('the simulator notices a broken machine', () => {
  const script = path.join(import.meta.dirname, 'mutation.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [script, '20', '100', ...names], { encoding: 'utf8' });
  expect(stdout, stderr).toContain(`${names.length} of ${names.length} noticed`);
});
