import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findMembers } from './build/members.ts';

// workers start all the time in these tests, and load the same modules
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('.cache/node', import.meta.url));

// what tests load and what is typed in them is kept here, and not where this user's is
process.env['XDG_CACHE_HOME'] = fileURLToPath(new URL('.cache/tests', import.meta.url));

/** Folders of the executors that npm alone cannot build. */
export const otherToolchains = findMembers().flatMap(({ name, needs }) => (needs === undefined ? [] : [`components/${name}`]));

/** A quarter of a minute and more: `test/long.config.ts` runs them. */
export const longTests = [
  'components/cpp/build/compile.test.ts',
  'test/docs/{python-bindings,snippets}.test.ts',
  'test/hostile/*.test.ts',
  'test/python/hostile.test.ts',
  'test/runtime/chaos.test.ts',
  'test/runtime/conformance-messages.test.ts',
  'test/runtime/conformance-thread.test.ts',
];

/** Need a C++ compiler, or seconds for every program that they start: `test/native.config.ts` runs them. */
export const nativeTests = ['test/host/native.test.ts', 'test/conformance/native.test.ts', 'examples/native-executors/*.test.ts'];

export default defineConfig({
  test: {
    include: [
      'runtime/**/*.test.ts',
      'build/**/*.test.ts',
      'components/*/{test,build,host}/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      'test/full/**',
      'test/packages/**',
      ...otherToolchains.map((folder) => `${folder}/**`),
      ...longTests,
      ...nativeTests,
    ],
    pool: 'forks',
    testTimeout: 30_000,
    reporters: process.env['CI'] === 'true' ? ['default'] : ['dot'],
  },
});
