import type { Id } from '../coordinator/events.ts';
import { dispose } from '../dispose-symbols.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from './core-worker.ts';
import type { ObjectStream } from './types.ts';

/** The consumer's end of a generator task: items are handed over one by one, in order. */
export function objectStream<T>(core: CoreWorker, completed: ObjectRef<number>): ObjectStream<T> {
  const stream = completed.number;
  let index = 0;
  const next = (): Promise<IteratorResult<ObjectRef<T>>> => {
    const place = index++;
    return new Promise((resolve, reject) => {
      const question = core.ask((action) => {
        if (action.type !== 'reply') {
          reject(new Error(`Cannot read the answer to a stream: it is "${action.type}"`));
          return;
        }
        const { id, value } = action;
        const failure = value.kind === 'error' ? value.error : undefined;
        if (failure !== undefined && (id === stream || failure.kind === 'closed')) reject(core.reader.error(failure));
        else if (id === stream) resolve({ done: true, value: undefined });
        else {
          core.reader.giveBack(value); // whoever wants it asks for it
          resolve({ done: false, value: itemRef(core, id) });
        }
      });
      core.channel.send({ type: 'next', request: question.request, stream, index: place, task: question.task });
    });
  };
  return {
    completed,
    [dispose]: () => completed[Symbol.dispose](),
    [Symbol.asyncIterator]: () => ({
      next,
      return: async () => {
        completed[Symbol.dispose]();
        return { done: true, value: undefined };
      },
    }),
  };
}

function itemRef<T>(core: CoreWorker, id: Id): ObjectRef<T> {
  return new ObjectRef<T>(core, id);
}
