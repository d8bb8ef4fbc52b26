import { afterAll, test } from 'vitest';
import { executorConformance } from '../../../runtime/conformance/executor-conformance.ts';
import { pythonSealedSubject } from '../../../test/conformance/subjects/python-sealed.ts';
import { vitestSubject } from '../../../test/conformance/vitest-subject.ts';

const { runner, host, close } = vitestSubject(test, pythonSealedSubject.package);
afterAll(close);
executorConformance(runner, { ...pythonSealedSubject, readBytes: host.readBytes }, host.executor);
