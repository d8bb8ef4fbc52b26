import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The site in Chromium; two pages at a time, since each also waits a lot. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['{listen,notebook,component,shared,test}/**/*.test.ts'],
    globalSetup: path.join(import.meta.dirname, 'test/setup.ts'),
    maxWorkers: 2,
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: ['verbose'],
  },
});
