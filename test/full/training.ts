// The example's networks, trained again from the simulator: the same bytes as the committed weights.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync(
  process.execPath,
  [fileURLToPath(new URL('../../examples/bearing-diagnosis/train/main.ts', import.meta.url)), '--check'],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
