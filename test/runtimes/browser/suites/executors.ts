import { executorConformance } from '../../../../runtime/conformance/executor-conformance.ts';
import type { SubjectRequests } from '../../../../runtime/conformance/subject.ts';
import { type Executor, init } from '../../../../runtime/index.ts';
import { browserPlatform } from '../../../../runtime/platform/browser.ts';
import { cppSubject } from '../../../conformance/subjects/cpp.ts';
import { mlSubjects } from '../../../conformance/subjects/ml.ts';
import type { Suite } from '../suite.ts';

/** The sealed executors, in their workers and, past the host's checks, in this thread. */
export const suite: Suite = (runner, options) => {
  const { readBytes } = browserPlatform();
  const closing: (() => Promise<void>)[] = [];
  for (const subject of [cppSubject, ...mlSubjects] satisfies SubjectRequests[]) {
    const { package: source } = subject;
    let opened: ReturnType<typeof open> | undefined;
    const open = () => init({ numWorkers: 1, ...options.init, executors: { [source.name]: source } });
    const host = async () => {
      opened ??= open();
      return (await opened).executors.get(source.name) as unknown as Executor;
    };
    const { features } = source.builds[0]!;
    const test: typeof runner.test = (name, run) => runner.test(`${name} (${features.at(-1)})`, run);
    executorConformance({ test, assert: runner.assert }, { ...subject, readBytes }, host);
    closing.push(async () => (await opened)?.shutdown());
  }
  return async () => {
    for (const close of closing) await close();
  };
};
