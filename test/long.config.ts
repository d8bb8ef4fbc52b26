import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { longTests } from '../vitest.config.ts';

// What needs nothing but npm and would make `npm test` too long: a CI stage.
export default defineConfig({
  test: { root: fileURLToPath(new URL('..', import.meta.url)), include: [...longTests], pool: 'forks', testTimeout: 30_000 },
});
