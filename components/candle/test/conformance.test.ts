import { afterAll, test } from 'vitest';
import { executorConformance } from '../../../runtime/conformance/executor-conformance.ts';
import { candleSubject } from '../../../test/conformance/subjects/candle.ts';
import { vitestSubject } from '../../../test/conformance/vitest-subject.ts';

const { runner, host, close } = vitestSubject(test, candleSubject.package);
afterAll(close);
executorConformance(runner, { ...candleSubject, readBytes: host.readBytes }, host.executor);
