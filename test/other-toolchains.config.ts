import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { otherToolchains } from '../vitest.config.ts';

// The tests of executors that npm alone cannot build; a CI stage each builds one and names it.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: otherToolchains.map((folder) => `${folder}/test/**/*.test.ts`),
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
