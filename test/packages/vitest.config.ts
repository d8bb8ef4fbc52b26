import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The packages as npm packs them, installed in a project of their own. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.test.ts'],
    globalSetup: path.join(import.meta.dirname, 'setup.ts'),
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
});
