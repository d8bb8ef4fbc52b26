import { afterAll, test } from 'vitest';
import { executorConformance } from '../../runtime/conformance/executor-conformance.ts';
import { cppSubject } from './subjects/cpp.ts';
import { vitestSubject } from './vitest-subject.ts';

const { runner, host, close } = vitestSubject(test, cppSubject.package);
afterAll(close);
executorConformance(runner, { ...cppSubject, readBytes: host.readBytes }, host.executor);
