// Calls of one actor, ten thousand at once and one at a time, against an object behind comlink.
import { init } from '../runtime/index.ts';
import { answersOnly, type Contestant, interleave, printRows, target } from './interleave.ts';
import { type Asked, latencies, printLatencies } from './latencies.ts';
import { comlinkCounter } from './peers/comlink-actor.ts';

const calls = answersOnly ? 1000 : 10_000;

type Both = Contestant & Asked & { close(): Promise<void> };

/** The same two ways of asking for everyone; each answer is the total so far, so that their order shows. */
function both(name: string, totals: () => Promise<readonly number[]>, add: (n: number) => Promise<number>, close: Both['close']): Both {
  let total = 0;
  return {
    name,
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        for (const sum of await totals()) if (sum !== ++total) throw new Error(`${name} says ${sum}, not ${total}`);
      }
    },
    ask: async () => {
      const sum = await add(1);
      if (sum !== ++total) throw new Error(`${name} says ${sum}, not ${total}`);
    },
    close,
  };
}

async function polyray(coordinator: 'inline' | 'thread'): Promise<Both> {
  const ray = await init({ numWorkers: 2, coordinator });
  const Counter = ray.remote(
    class {
      #total = 0;
      add(n: number): number {
        this.#total += n;
        return this.#total;
      }
    },
  );
  const counter = Counter.remote();
  await ray.get(counter.add.remote(0));
  return both(
    `polyray, ${coordinator}`,
    () => ray.get(Array.from({ length: calls }, () => counter.add.remote(1))),
    (n) => ray.get(counter.add.remote(n)),
    () => ray.shutdown(),
  );
}

async function comlink(): Promise<Both> {
  const { add, close } = await comlinkCounter();
  return both('comlink', () => Promise.all(Array.from({ length: calls }, () => add(1))), add, close);
}

const contestants = [await polyray('inline'), await polyray('thread'), await comlink()];
const rows = await interleave(contestants);
printRows(`${calls} calls at once`, rows, 'comlink');
target('calls at once, times comlink', rows[2]!.medianUs / rows[0]!.medianUs, 10);

const single = await latencies(contestants);
printLatencies('one call at a time', single, 'comlink');
target('one at a time, times comlink', single[2]!.p50Us / single[0]!.p50Us, 1.3);
for (const { close } of contestants) await close();
