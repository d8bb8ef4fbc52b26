import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { nativeTests } from '../vitest.config.ts';

// Executors that are programs of this machine: a CI stage.
export default defineConfig({
  test: { root: fileURLToPath(new URL('..', import.meta.url)), include: [...nativeTests], pool: 'forks', testTimeout: 60_000 },
});
