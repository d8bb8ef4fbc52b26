import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The site in Chromium: one page at a time, since each takes all cores. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['{listen,notebook,component,shared,test}/**/*.test.ts'],
    globalSetup: path.join(import.meta.dirname, 'test/setup.ts'),
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
});
