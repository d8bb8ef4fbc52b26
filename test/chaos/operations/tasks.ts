import { setTimeout as sleep } from 'node:timers/promises';
import { isPattern, mixed, pattern } from '../pattern.ts';
import { anySize, checkBegun, checkPattern, fateOf, letGo, outcome, promiseOf, Violation, type World } from '../world.ts';

const module = () => import('../../fixtures/chaos-tasks.ts');
const here = import.meta.url;

/** A task with a number, whose result is read twice: it is one result, however often the task began. */
export async function smallTask(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const { maxRetries, allowed } = promiseOf(random);
  const fate = fateOf(world, 2);
  const x = random.below(2 ** 31);
  const what = `small task ${fate.number}`;
  const options = random.chance(0.2) ? { maxRetries, resources: { slot: 1 + random.below(2) } } : { maxRetries };
  const ref = random.chance(0.5)
    ? ray.task(module, 'small', here, options).remote(fate, x)
    : ray.task(module, 'slow', here, options).remote(fate, x, random.below(20));
  const first = await outcome(world, what, ray.get(ref), allowed);
  if ('value' in first) {
    if (first.value.value !== mixed(x)) throw new Violation(`${what} gave ${first.value.value} instead of ${mixed(x)}`);
    const again = await tally.watch(what, ray.get(ref));
    if (again.begun !== first.value.begun) throw new Violation(`${what} has two results: of attempts ${first.value.begun}, ${again.begun}`);
  }
  checkBegun(world, what, fate, maxRetries, first);
  letGo(world, [ref]);
  tally.count('task', 'error' in first ? first.error : 'answered');
}

/** A task that throws, and may begin again for it: crashes and errors share its budget. */
export async function flawedTask(world: World): Promise<void> {
  const { ray, random, tally, channel } = world;
  const maxRetries = random.below(4);
  const flaws = random.below(3);
  const fate = fateOf(world);
  const x = random.below(2 ** 31);
  const ref = ray.task(module, 'flawed', here, { maxRetries, retryExceptions: ['Flaw'] }).remote(fate, flaws, x);
  const what = `flawed task ${fate.number}`;
  const result = await outcome(world, what, ray.get(ref), ['WorkerCrashedError', 'TaskError']);
  if ('value' in result && result.value !== mixed(x)) throw new Violation(`${what} gave ${result.value}`);
  checkBegun(world, what, fate, maxRetries, result);
  const begun = channel.begun(fate.number);
  if ('error' in result && result.error === 'TaskError' && (begun > flaws || begun < maxRetries))
    throw new Violation(`${what} with ${maxRetries} retries threw at its ${begun}. beginning, to be the last of ${flaws}`);
  letGo(world, [ref]);
  tally.count('flawed task', 'error' in result ? result.error : 'answered');
}

/** An object that is taken away while it is read: whoever reads it gets all of it, or hears that it is lost. */
export async function deletedObject(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const given = { key: random.below(2 ** 31), bytes: anySize(world) };
  const wanted = { key: random.below(2 ** 31), bytes: anySize(world) };
  const ref = ray.put(pattern(given.key, given.bytes));
  const result = ray.task(module, 'bulk', here, { maxRetries: -1 }).remote(fateOf(world), given, ref, wanted);
  const read = outcome(world, 'an object to be deleted', ray.get(ref), ['ObjectLostError']);
  if (random.chance(0.5)) await sleep(random.below(30));
  ray.store.delete(ref);
  const values = [
    [await read, given],
    [await outcome(world, 'a task with an object to be deleted', ray.get(result), ['ObjectLostError']), wanted],
  ] as const;
  for (const [found, { key, bytes }] of values) if ('value' in found) checkPattern('what was read', found.value, key, bytes);
  const late = await outcome(world, 'a deleted object', ray.get(ref), ['ObjectLostError']);
  if ('value' in late) throw new Violation('an object was read after it was deleted');
  letGo(world, [ref, result]);
  tally.count('deleted object', 'error' in values[1][0] ? values[1][0].error : 'answered');
}

/** Tasks with bytes, each given what the one before made. */
export async function bulkTasks(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const { maxRetries, allowed } = promiseOf(random);
  const bulk = ray.task(module, 'bulk', here, { maxRetries });
  const sizes = Array.from({ length: 2 + random.below(3) }, () => ({ key: random.below(2 ** 31), bytes: anySize(world) }));
  const [start] = sizes;
  const data = pattern(start!.key, start!.bytes);
  let last = random.chance(0.5) ? ray.put(data) : undefined;
  const refs = last === undefined ? [] : [last];
  for (let i = 1; i < sizes.length; i++) {
    last = bulk.remote(fateOf(world), sizes[i - 1]!, last ?? data, sizes[i]!);
    refs.push(last);
  }
  const { key, bytes } = sizes.at(-1)!;
  const what = `chain of ${sizes.length - 1} tasks with ${sizes.map((size) => size.bytes).join(', ')} bytes`;
  const result = await outcome(world, what, ray.get(last!), allowed);
  if ('value' in result) checkPattern(what, result.value, key, bytes);
  letGo(world, refs);
  tally.count('bulk tasks', 'error' in result ? result.error : 'answered');
}

/** A task with three results. */
export async function severalResults(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const { maxRetries, allowed } = promiseOf(random);
  const fate = fateOf(world, 2);
  const x = random.below(2 ** 30);
  const refs = ray.task(module, 'several', here, { maxRetries, numReturns: 3 }).remote(fate, x);
  const result = await outcome(world, `several results of task ${fate.number}`, ray.get(refs), allowed);
  if ('value' in result && result.value.some((value, i) => value !== mixed(x + i))) throw new Violation(`wrong results: ${result.value}`);
  checkBegun(world, `task ${fate.number}`, fate, maxRetries, result);
  letGo(world, refs);
  tally.count('several results', 'error' in result ? result.error : 'answered');
}

/** A tree of tasks of tasks. */
export async function nestedTasks(world: World): Promise<void> {
  const { ray, random, tally, deathRate } = world;
  const fate = fateOf(world);
  const depth = 1 + random.below(3);
  const ref = ray.task(module, 'tree', here, { maxRetries: -1 }).remote(fate, random.below(2 ** 31), depth, deathRate / 4);
  const result = await outcome(world, `tree ${fate.number} of depth ${depth}`, ray.get(ref), []);
  letGo(world, [ref]);
  tally.count('tree', 'error' in result ? result.error : 'answered');
}

/** Tasks that stand still for each other. */
export async function blockingTasks(world: World): Promise<void> {
  const { ray, random, tally, deathRate } = world;
  const fate = fateOf(world);
  const depth = 1 + random.below(5);
  const ref = ray.task(module, 'chain', here, { maxRetries: -1, blocking: true }).remote(fate, random.below(2 ** 31), depth, deathRate / 4);
  const result = await outcome(world, `blocking chain ${fate.number} of depth ${depth}`, ray.get(ref), []);
  if ('value' in result && result.value !== depth) throw new Violation(`a chain of ${depth} gave ${result.value}`);
  letGo(world, [ref]);
  tally.count('blocking', 'error' in result ? result.error : 'answered');
}

/** A generator's items come once each, in order, whatever becomes of its worker. */
export async function streams(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const { maxRetries, allowed } = promiseOf(random);
  const fate = fateOf(world, 2);
  const count = 1 + random.below(12);
  const key = random.below(2 ** 30);
  const bytes = Math.min(anySize(world), 120_000);
  const stream = ray
    .task(module, 'items', here, { maxRetries, numReturns: 'streaming' })
    .remote(fate, count, { key, bytes }) as unknown as AsyncIterable<import('../../../runtime/index.ts').ObjectRef<Uint8Array>>;
  const what = `stream ${fate.number} of ${count} times ${bytes} bytes`;
  const stopAfter = random.chance(0.1) ? random.below(count) : count + 1;
  let place = 0;
  const consume = async () => {
    for await (const ref of stream) {
      checkPattern(`${what}, item ${place}`, await tally.watch(`${what}, item ${place}`, ray.get(ref)), key + place, bytes);
      letGo(world, [ref]);
      if (++place >= stopAfter) return;
    }
    if (place !== count) throw new Violation(`${what} ended after ${place}`);
  };
  const result = await outcome(world, what, consume(), allowed);
  checkBegun(world, what, fate, maxRetries, place < count ? { error: 'given up' } : result);
  tally.count('stream', 'error' in result ? result.error : place < count ? 'given up' : 'answered');
}

/** Objects that a task puts outlive its worker, as long as somebody has a reference. */
export async function putsInside(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const wanted = Array.from({ length: 1 + random.below(3) }, () => ({ key: random.below(2 ** 31), bytes: anySize(world) }));
  const own = { key: random.below(2 ** 31), bytes: anySize(world) };
  const ref = ray.put(pattern(own.key, own.bytes));
  const fate = fateOf(world);
  const result = ray.task(module, 'puts', here, { maxRetries: -1 }).remote(fate, wanted, { ref });
  ref[Symbol.dispose]();
  const { made, kept } = await tally.watch(`puts of task ${fate.number}`, ray.get(result));
  letGo(world, [result]);
  for (const [i, { key, bytes }] of wanted.entries()) {
    checkPattern(
      `object ${i} of task ${fate.number}`,
      await tally.watch(`object ${i} of task ${fate.number}`, ray.get(made[i]!)),
      key,
      bytes,
    );
  }
  const gets = ray.task(module, 'gets', here, { maxRetries: -1 }).remote(fateOf(world), [...made, kept], [...wanted, own]);
  const sum = await tally.watch('gets of what tasks put', ray.get(gets));
  if (sum !== [...wanted, own].reduce((total, { bytes }) => total + bytes, 0)) throw new Violation(`gets gave ${sum}`);
  letGo(world, [...made, kept, gets]);
  tally.count('puts inside', 'answered');
}

/** Objects of all sizes, kept for a while, read by the driver and by tasks. */
export async function objects(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const specs = Array.from({ length: 1 + random.below(6) }, () => ({ key: random.below(2 ** 31), bytes: anySize(world) }));
  const refs = specs.map(({ key, bytes }) => ray.put(pattern(key, bytes)));
  const outer = ray.put({ refs });
  const fate = fateOf(world);
  const reading = ray.task(module, 'gets', here, { maxRetries: -1 }).remote(fate, refs, specs);
  const found = await tally.watch('objects', ray.get(refs));
  for (const [i, value] of found.entries())
    if (!isPattern(value, specs[i]!.key, specs[i]!.bytes)) throw new Violation(`object ${i} changed`);
  for (const ref of refs) ref[Symbol.dispose]();
  const inner = await tally.watch('what an object mentions', ray.get(outer));
  const [first] = specs;
  checkPattern('a mentioned object', await tally.watch('a mentioned object', ray.get(inner.refs[0]!)), first!.key, first!.bytes);
  const sum = await tally.watch(`gets of task ${fate.number}`, ray.get(reading));
  if (sum !== specs.reduce((total, { bytes }) => total + bytes, 0)) throw new Violation(`gets gave ${sum}`);
  letGo(world, [outer, reading, ...inner.refs]);
  tally.count('objects', 'answered');
}
