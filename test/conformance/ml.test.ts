import { afterAll, test } from 'vitest';
import { executorConformance } from '../../runtime/conformance/executor-conformance.ts';
import { mlSubjects } from './subjects/ml.ts';
import { vitestSubject } from './vitest-subject.ts';

for (const subject of mlSubjects) {
  const build = subject.package.builds[0]!.features.at(-1);
  const { runner, host, close } = vitestSubject((name, run, timeout) => test(`${build} ${name}`, run, timeout), subject.package);
  afterAll(close);
  executorConformance(runner, { ...subject, readBytes: host.readBytes }, host.executor);
}
