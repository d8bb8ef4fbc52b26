import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from './core-worker.ts';

/**
 * Calls back once, when the object has a value or an error, or with a failure when the runtime was shut down before.
 *
 * @param asker 'task': the present task awaits it, so that its worker may do something else meanwhile
 * @returns stops waiting
 */
export function onSettled(core: CoreWorker, ref: ObjectRef, asker: 'task' | 'thread', settled: (failure?: Error) => void): () => void {
  const id = core.numberOf(ref, 'ref');
  const question = core.ask((action) => {
    if (action.type === 'reply' && action.value.kind === 'error') settled(core.reader.error(action.value.error));
    else settled();
  }, asker);
  core.channel.send({ type: 'wait', request: question.request, ids: [id], count: 1, task: question.task });
  return () => {
    core.forget(question);
  };
}
