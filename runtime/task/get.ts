import type { Action } from '../coordinator/events.ts';
import { GetTimeoutError } from '../errors.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker, Question } from './core-worker.ts';

export interface GetOptions {
  /** Default: no limit. The tasks that make the objects go on. */
  readonly timeoutMs?: number | undefined;
}

/** The values of the objects, in their order; rejects with the first error. */
export function getAll(core: CoreWorker, refs: readonly ObjectRef[], options: GetOptions = {}): Promise<unknown[]> {
  const numbers = refs.map((ref, i) => core.numberOf(ref, `refs[${i}]`));
  const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
  const values = new Array<unknown>(refs.length);
  const questions: Question[] = [];
  let missing = refs.length;
  if (missing === 0) resolve(values);
  const stop = (error: unknown) => {
    clearTimeout(timer);
    for (const question of questions) if (core.unask(question)) core.channel.send({ type: 'forget', request: question.request });
    reject(error);
  };
  const timer = limit(options.timeoutMs, (timeoutMs) => {
    const late = questions.findIndex((question) => core.isOpen(question));
    stop(new GetTimeoutError(missing === 1 ? String(refs[late]) : `${missing} of ${refs.length} objects, ${refs[late]} first,`, timeoutMs));
  });
  for (const [i, id] of numbers.entries()) {
    const question = core.ask((action) => {
      try {
        values[i] = read(core, action);
      } catch (error) {
        stop(error);
        return;
      }
      if (--missing > 0) return;
      clearTimeout(timer);
      resolve(values);
    });
    questions.push(question);
    core.channel.send({ type: 'get', request: question.request, id, task: question.task });
  }
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
    core.channel.send({ type: 'get', request: question.request, id, task: question.task });
  });
}

function read(core: CoreWorker, action: Action): unknown {
  if (action.type !== 'reply') throw new Error(`Cannot read the answer to a get: it is "${action.type}"`);
  return core.readReply(action.value, action.id);
}

/** A timer for `timeoutMs`, when there is to be one. @throws {RangeError} */
export function limit(timeoutMs: number | undefined, run: (timeoutMs: number) => void): ReturnType<typeof setTimeout> | undefined {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return undefined;
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0)) throw new RangeError(`timeoutMs must be a number of at least 0, is ${timeoutMs}`);
  return setTimeout(() => run(timeoutMs), Math.min(timeoutMs, 2 ** 31 - 1));
}

/** The values of the objects, while the thread stands still. */
export function getSync(core: CoreWorker, refs: readonly ObjectRef[]): unknown[] {
  const answers = new Array<Action | undefined>(refs.length);
  let missing = refs.length;
  for (const [i, ref] of refs.entries()) {
    const id = core.numberOf(ref, `refs[${i}]`);
    const question = core.ask((action) => {
      answers[i] = action;
      missing--;
    });
    core.channel.send({ type: 'get', request: question.request, id, task: question.task });
  }
  core.block(() => missing === 0);
  return answers.map((action) => read(core, action!));
}
