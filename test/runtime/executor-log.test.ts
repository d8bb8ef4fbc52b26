import { expect, test } from 'vitest';
import { init, type Logger } from '../../runtime/index.ts';
import { hostile } from '../fixtures/hostile.ts';

test.each([
  ['inline', true],
  ['thread', true],
  ['inline', false],
] as const)(
  'each request of an executor is logged, and nothing of what was in it (coordinator: %s, shared memory: %s)',
  async (coordinator, sharedMemory) => {
    const told: [level: string, fields: Readonly<Record<string, unknown>>][] = [];
    const at = (level: string) => (fields: object) => void told.push([level, fields as Readonly<Record<string, unknown>>]);
    const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
    const ray = await init({ numWorkers: 1, coordinator, sharedMemory, logger });
    await ray.executors.load(hostile, { version: '1.2.0' });
    const executor = ray.executors.get('hostile');
    const parameters = { text: 'secret' };
    const { taskId } = await executor.execute({ operation: 'echo', parameters, inputs: { x: new Float64Array(100) } });
    const { outputs } = await executor.remote({ operation: 'echo', parameters, inputs: { x: new Float64Array(100) } });
    await ray.get((outputs as Record<string, never>)['x']!);
    for (const operation of ['fail', 'trap']) await expect(executor.execute({ operation, parameters })).rejects.toThrow();
    const requests = () => told.filter(([, { event }]) => event === 'request');
    while (requests().length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    await ray.shutdown();
    const common = { executor: 'hostile', version: '1.2.0', durationMs: expect.any(Number) };
    const echo = {
      ...common,
      operation: 'echo',
      requestBytes: expect.any(Number),
      responseBytes: expect.any(Number),
      outcome: 'completed',
    };
    expect(requests()).toMatchObject([
      ['debug', { ...echo, request: taskId }],
      ['debug', echo],
      ['info', { ...common, operation: 'fail', outcome: 'OperationFailedError' }],
      ['info', { ...common, operation: 'trap', outcome: 'ExecutorFaultError' }],
    ]);
    for (const [, fields] of requests().slice(0, 2)) {
      expect(fields['requestBytes']).toBeGreaterThanOrEqual(800);
      expect(fields['responseBytes']).toBeGreaterThanOrEqual(800);
    }
    const text = JSON.stringify(told);
    expect(text).toContain('executor-loaded');
    expect(text).not.toContain('secret');
    expect(text).not.toContain('there is no answer'); // what the executor says may be of what it was given
  },
);
