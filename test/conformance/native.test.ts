import path from 'node:path';
import { afterAll, test } from 'vitest';
import { executorConformance } from '../../runtime/conformance/executor-conformance.ts';
import { nativeExecutor } from '../../runtime/native/index.ts';
import { scriptProgram } from '../fixtures/native/programs.ts';
import { softmaxSubject } from './subjects/softmax.ts';
import { vitestSubject } from './vitest-subject.ts';

const env = { POLYRAY_DECLARATIONS: path.resolve('examples/native-executors/softmax.json') };
const subject = softmaxSubject(
  nativeExecutor({ name: 'softmax', version: '1.0.0', ...scriptProgram('softmax-program.mjs'), env, startTimeoutMs: 60_000 }),
);
const { runner, host, close } = vitestSubject(test, subject.package);
afterAll(close);
executorConformance(runner, { ...subject, readBytes: host.readBytes }, host.executor);
