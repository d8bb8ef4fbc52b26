import { afterAll, test } from 'vitest';
import { executorConformance } from '../../runtime/conformance/executor-conformance.ts';
import { pythonSubject } from './subjects/python.ts';
import { vitestSubject } from './vitest-subject.ts';

const { runner, host, close } = vitestSubject(test, pythonSubject.package);
afterAll(close);
executorConformance(runner, { ...pythonSubject, readBytes: host.readBytes }, host.executor);
