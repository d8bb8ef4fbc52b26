import type { Action } from '../coordinator/events.ts';
import { GetTimeoutError } from '../errors.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from './core-worker.ts';

/** How long to wait. */
export interface GetOptions {
  /** Default: no limit. The tasks that make the objects go on. */
  readonly timeoutMs?: number | undefined;
}

/** The values of the objects, in their order; rejects with the first error. */
export function getAll(core: CoreWorker, refs: readonly ObjectRef[], options: GetOptions = {}): Promise<unknown[]> {
  const numbers = core.numbersOf(refs);
  const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
  const values = new Array<unknown>(refs.length);
  let missing = refs.length;
  const stop = (error: unknown) => {
    clearTimeout(timer);
    core.forget(question);
    reject(error);
  };
  const timer = limit(options.timeoutMs, (timeoutMs) => {
    const open = core.unanswered(question);
    // what has a value by now is on its way here, and was not late
    const asked = core.ask((action) => {
      const there = new Set(action.type === 'settled' ? action.ids : []);
      const late = open.filter((i) => !there.has(numbers[i]!));
      if (late.length === 0) return;
      const first = refs[late[0]!];
      stop(new GetTimeoutError(late.length === 1 ? String(first) : `${late.length} of ${refs.length} objects, ${first} first,`, timeoutMs));
    });
    const ids = [...new Set(open.map((i) => numbers[i]!))];
    core.channel.send({ type: 'wait', request: asked.request, ids, count: ids.length, task: asked.task });
    core.channel.send({ type: 'forget', request: asked.request });
  });
  if (missing === 0) {
    clearTimeout(timer);
    resolve(values);
    return promise;
  }
  const answered = (action: Action, index: number) => {
    try {
      values[index] = read(core, action);
    } catch (error) {
      stop(error);
      return;
    }
    if (--missing > 0) return;
    clearTimeout(timer);
    resolve(values);
  };
  const question = core.ask(answered, 'task', numbers.length);
  core.channel.send({ type: 'get-all', from: core.client, request: question.request, ids: numbers, task: question.task });
  return promise;
}

/** The value of one object. */
export function getOne(core: CoreWorker, ref: ObjectRef, options: GetOptions = {}): Promise<unknown> {
  if (options.timeoutMs !== undefined) return getAll(core, [ref], options).then(([value]) => value);
  const id = core.numberOf(ref, 'ref');
  return new Promise((resolve, reject) => {
    const question = core.ask((action) => {
      try {
        resolve(read(core, action));
      } catch (error) {
        reject(error);
      }
    });
    core.channel.send({ type: 'get', from: core.client, request: question.request, id, task: question.task });
  });
}

function read(core: CoreWorker, action: Action): unknown {
  if (action.type !== 'reply') throw new Error(`Cannot read the answer to a get: it is "${action.type}"`);
  return core.reader.readReply(action.value, action.id);
}

/** A timer for `timeoutMs`, when there is to be one. @throws {RangeError} */
export function limit(timeoutMs: number | undefined, run: (timeoutMs: number) => void): ReturnType<typeof setTimeout> | undefined {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return undefined;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0)) throw new RangeError(`timeoutMs must be a number of at least 0, is ${timeoutMs}`);
  return setTimeout(() => run(timeoutMs), Math.min(timeoutMs, 2 ** 31 - 1));
}

/** The values of the objects, while the thread stands still. */
export function getSync(core: CoreWorker, refs: readonly ObjectRef[]): unknown[] {
  const numbers = core.numbersOf(refs);
  const answers = new Array<Action | undefined>(refs.length);
  let missing = refs.length;
  const answered = (action: Action, index: number) => {
    answers[index] = action;
    missing--;
  };
  if (missing === 0) return [];
  const question = core.ask(answered, 'task', missing);
  core.channel.send({ type: 'get-all', from: core.client, request: question.request, ids: numbers, task: question.task });
  try {
    core.block(() => missing === 0);
  } catch (error) {
    core.forget(question);
    for (const action of answers) if (action?.type === 'reply') core.reader.giveBack(action.value);
    throw error;
  }
  let failure: { readonly error: unknown } | undefined;
  const values = answers.map((action) => {
    try {
      return read(core, action!);
    } catch (error) {
      failure ??= { error }; // the others are read all the same: they were granted
      return undefined;
    }
  });
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
  return values;
}
