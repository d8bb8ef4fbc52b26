// The tests that run on other JavaScript runtimes, as they are: they need nothing of Node's but the modules that Deno and
// Bun have too.
const conformance = ['cpp', 'ml', 'python', 'chain', 'native'].map((name) => `test/conformance/${name}.test.ts`);
const runtime = ['conformance', 'conformance-messages', 'blocking', 'stack-size'].map((name) => `test/runtime/${name}.test.ts`);
const host = ['pipeline', 'executor-remote', 'fuel', 'native', 'migration'].map((name) => `test/host/${name}.test.ts`);
const wasi = ['wasi-instance', 'filesystem/filesystem', 'filesystem/resolve-path'].map((name) => `runtime/wasi/${name}.test.ts`);
const python = [
  'acceptance',
  'core',
  'actors',
  'failures',
  'streaming',
  'util',
  'own',
  'program',
  'session',
  'values',
  'standard-input',
  'mounts',
  'bindings',
  'executor-errors',
].map((name) => `test/python/${name}.test.ts`);

const others = ['test/hostile/hostile.test.ts', 'test/runtimes/command-line.test.ts'];

export const suites: readonly string[] = [...conformance, ...runtime, ...host, ...wasi, ...python, ...others];

/** Take minutes where threads that were told to end go on: they are only run when they are named. */
export const longSuites: readonly string[] = ['test/runtime/conformance-thread.test.ts'];
