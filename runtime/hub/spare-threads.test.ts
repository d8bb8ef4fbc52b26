import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silent } from '../logger.ts';
import type { Thread } from '../platform/platform.ts';
import { SpareThreads } from './spare-threads.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Spares whose threads do nothing. */
function makeSpares({ size = 1, busy = (): boolean => false, refuse = (): boolean => false } = {}) {
  const started: { ended: boolean; held: boolean; onExit: (reason: Error | undefined) => void }[] = [];
  const spares = new SpareThreads({
    platform: {
      spawn: <Out, In>(role: string, name: string) => {
        if (refuse()) throw new Error('no more threads');
        expect([role, name]).toEqual(['worker', 'polyray spare']);
        const thread = {
          ended: false,
          held: true,
          post: () => {},
          hold: (held: boolean) => {
            thread.held = held;
          },
          terminate: async () => {
            thread.ended = true;
          },
          onMessage: () => {},
          onExit: (_reason: Error | undefined) => {},
        };
        started.push(thread);
        return thread as Thread<Out, In>;
      },
    },
    size,
    busy,
    logger: silent,
  });
  return { spares, started };
}

test('there is none before the first need, and then one that holds no process', () => {
  const { spares, started } = makeSpares();
  vi.advanceTimersByTime(10_000);
  expect([spares.take(), started.length]).toEqual([undefined, 0]);
  spares.want();
  expect([spares.take(), started.length]).toEqual([undefined, 0]); // not while whoever needs it starts its own
  vi.advanceTimersByTime(10_000);
  expect(started).toMatchObject([{ held: false, ended: false }]);
  expect(spares.take()).toBe(started[0]);
});

test('what is taken is made up for, when no worker starts any more', () => {
  let starting = false;
  const { spares, started } = makeSpares({ size: 2, busy: () => starting });
  spares.want();
  vi.advanceTimersByTime(1000);
  expect(started).toHaveLength(2);
  starting = true;
  expect([spares.take(), spares.take(), spares.take()]).toEqual([started[0], started[1], undefined]);
  vi.advanceTimersByTime(1000);
  expect(started).toHaveLength(2);
  starting = false;
  vi.advanceTimersByTime(1000);
  expect(started).toHaveLength(4);
});

test('one that ends by itself is not given to anybody, nor started again before the next need', () => {
  const { spares, started } = makeSpares();
  spares.want();
  vi.advanceTimersByTime(1000);
  started[0]!.onExit(new Error('it was ended'));
  expect(spares.take()).toBeUndefined();
  vi.advanceTimersByTime(1000);
  expect(started).toHaveLength(1);
  spares.want();
  vi.advanceTimersByTime(1000);
  expect(spares.take()).toBe(started[1]);
});

test('where the system gives no more threads there is none, until the next need', () => {
  let refused = 0;
  const { spares, started } = makeSpares({ refuse: () => refused++ < 1 });
  spares.want();
  vi.advanceTimersByTime(10_000);
  expect([refused, spares.take()]).toEqual([1, undefined]);
  spares.want();
  vi.advanceTimersByTime(1000);
  expect(spares.take()).toBe(started[0]);
});

test('the end of all is theirs, and nobody follows; nor is there any where none was asked for', async () => {
  const { spares, started } = makeSpares();
  spares.want();
  vi.advanceTimersByTime(1000);
  await spares.close();
  spares.take();
  vi.advanceTimersByTime(10_000);
  expect(started).toMatchObject([{ ended: true }]);
  const none = makeSpares({ size: 0 });
  none.spares.want();
  vi.advanceTimersByTime(1000);
  expect([none.started.length, none.spares.take()]).toEqual([0, undefined]);
});
