// Small tasks in two workers, ten thousand at once and one at a time, against piscina with two threads.
import { init } from '../runtime/index.ts';
import { answersOnly, type Contestant, interleave, printRows, type Row, target } from './interleave.ts';
import { type Asked, latencies, printLatencies } from './latencies.ts';
import { piscinaAdd } from './peers/piscina-pool.ts';

const workers = 2;
const tasks = answersOnly ? 1000 : 10_000;
const wanted = (tasks * (tasks - 1)) / 2 + tasks;

type Both = Contestant & Asked & { close(): Promise<void> };

/** The same two ways of asking for everyone. */
function both(
  name: string,
  sums: () => Promise<readonly number[]>,
  add: (a: number, b: number) => Promise<number>,
  close: Both['close'],
): Both {
  return {
    name,
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        let total = 0;
        for (const sum of await sums()) total += sum;
        if (total !== wanted) throw new Error(`${name} gave sums of ${total} in all, not ${wanted}`);
      }
    },
    ask: async (i) => {
      const sum = await add(i, 1);
      if (sum !== i + 1) throw new Error(`${name} says that ${i} and 1 are ${sum}`);
    },
    close,
  };
}

async function polyray(coordinator: 'inline' | 'thread'): Promise<Both> {
  const ray = await init({ numWorkers: workers, coordinator });
  const add = ray.remote((a: number, b: number) => a + b);
  const sums = () => ray.get(Array.from({ length: tasks }, (_, i) => add.remote(i, 1)));
  return both(
    `polyray, ${coordinator}`,
    sums,
    (a, b) => ray.get(add.remote(a, b)),
    () => ray.shutdown(),
  );
}

async function piscina(window: number): Promise<Both> {
  const { add, close } = await piscinaAdd(workers, window);
  const sums = () => Promise.all(Array.from({ length: tasks }, (_, i) => add(i, 1)));
  return both(window === 1 ? 'piscina' : `piscina, ${window} at once`, sums, add, close);
}

const contestants = [await polyray('inline'), await polyray('thread'), await piscina(16), await piscina(1)];
const rows = await interleave(contestants);
printRows(`${tasks} tasks at once`, rows, 'piscina');
const timesPiscina = ({ medianUs }: Row) => rows.at(-1)!.medianUs / medianUs;
target('tasks at once, times piscina', timesPiscina(rows[0]!), 5);

const single = await latencies(contestants);
printLatencies('one task at a time', single, 'piscina');
const [inline, , , peer] = single;
target('one at a time, times piscina', peer!.p50Us / inline!.p50Us, 1.3);
target('one at a time, the slowest in a hundred, times piscina', peer!.p99Us / inline!.p99Us, 1);
for (const { close } of contestants) await close();
