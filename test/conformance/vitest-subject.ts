import type { Runner } from '../../runtime/conformance/runner.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import type { ExecutorPackage } from '../../runtime/executor/executor-package.ts';
import { init } from '../../runtime/init.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';

type Test = (name: string, run: () => void | Promise<void>, timeout?: number) => void;

/** What the suite needs, on vitest and Node: one host for the whole file. */
export function vitestSubject(test: Test, source: ExecutorPackage) {
  const ray = init({ numWorkers: 1, allowNative: true, executors: { [source.name]: source } });
  const runner: Runner = {
    test: (name, run) => test(name, run, 120_000),
    assert: (condition, message) => {
      if (!condition) throw new Error(`not so: ${message}`);
    },
  };
  const executor = async (): Promise<Executor> => (await ray).executors.get(source.name) as unknown as Executor;
  const close = async (): Promise<void> => (await ray).shutdown();
  return { runner, host: { executor, readBytes: nodePlatform().readBytes }, close };
}
