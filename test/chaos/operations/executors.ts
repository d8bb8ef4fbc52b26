import { isPattern, pattern } from '../pattern.ts';
import { anySize, checkBegun, fateOf, letGo, outcome, promiseOf, Violation, type World } from '../world.ts';

/** What each operation of the hostile executor leads to; every one of them may meet a worker that somebody else ends. */
const expected = {
  echo: 'answered',
  fail: 'OperationFailedError',
  trap: 'ExecutorFaultError',
  exit: 'WorkerCrashedError',
  spin: 'TaskTimeoutError',
} as const;

/** What every instance is to remember; see `executorState`. */
export const preparedText = 'prepared once';

export async function executorCall(world: World): Promise<void> {
  const { ray, random, tally, channel, deathRate } = world;
  const operation = random.chance(deathRate) ? random.pick(['fail', 'trap', 'exit', 'spin'] as const) : 'echo';
  const text = `${channel.newNumber()}`;
  const options = operation === 'spin' ? { timeoutMs: 50 + random.below(200) } : {};
  const call = ray.executors.get('hostile').execute({ operation, parameters: { text } }, options);
  const wanted = expected[operation];
  const result = await outcome(world, `executor call ${text}, ${operation}`, call, [wanted, 'WorkerCrashedError']);
  if (operation === 'exit') channel.countDeath('exit');
  if (operation === 'spin') channel.countDeath('timeout');
  if ('value' in result && (wanted !== 'answered' || result.value.values['text'] !== text)) {
    throw new Violation(`executor call ${text}, ${operation}, was answered ${JSON.stringify(result.value.values)}`);
  }
  tally.count(`executor, ${operation}`, 'error' in result ? result.error : 'answered');
}

/** Bytes from the store to the store. */
export async function executorTensors(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const key = random.below(2 ** 31);
  const bytes = anySize(world);
  const ref = ray.put(pattern(key, bytes));
  const what = `executor call with ${bytes} bytes`;
  const call = async () => {
    const response = await ray.executors.get('hostile').remote({ operation: 'echo', inputs: { x: ref } });
    const { data } = await ray.get(response.outputs['x']!);
    letGo(world, [response.outputs['x']!, response.values]);
    return data;
  };
  const result = await outcome(world, what, call(), ['WorkerCrashedError']);
  if ('value' in result && !isPattern(result.value, key, bytes)) throw new Violation(`${what} gave other bytes`);
  letGo(world, [ref]);
  tally.count('executor, tensors', 'error' in result ? result.error : 'answered');
}

/** What was prepared is there in every instance, also in those that came later. */
export async function executorState(world: World): Promise<void> {
  const { ray, tally } = world;
  const call = ray.executors.get('hostile').execute({ operation: 'count' });
  const result = await outcome(world, 'executor call, count', call, ['WorkerCrashedError']);
  if ('value' in result && !(result.value.values['prepared'] as string[]).includes(preparedText)) {
    throw new Violation(`an instance lacks what was prepared: ${JSON.stringify(result.value.values)}`);
  }
  tally.count('executor, state', 'error' in result ? result.error : 'answered');
}

/** A task that calls, and ends with its thread now and then: what the driver prepared is there for it too. */
export async function executorInTask(world: World): Promise<void> {
  const { ray, random, tally } = world;
  const { maxRetries, allowed } = promiseOf(random);
  const fate = fateOf(world, 2);
  const what = `task ${fate.number}, which calls an executor`;
  const asks = ray.task(() => import('../../fixtures/chaos-tasks.ts'), 'asks', import.meta.url, { maxRetries });
  const ref = asks.remote(fate, { key: random.below(2 ** 31), bytes: anySize(world) });
  const result = await outcome(world, what, ray.get(ref), allowed);
  if ('value' in result && result.value?.includes(preparedText) === false) throw new Violation(`${what}, finds ${result.value} prepared`);
  checkBegun(world, what, fate, maxRetries, result);
  letGo(world, [ref]);
  tally.count('executor, in a task', 'error' in result ? result.error : 'answered');
}
