import { ShutdownError } from '../errors.ts';
import type { CoreWorker } from '../task/core-worker.ts';

/** Asks the hub, wherever it runs, for what it has observed; undefined when it does not observe. */
export function askHub(core: CoreWorker, what: 'metrics' | 'recording'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { request } = core.ask((action) => {
      if (action.type === 'observed') resolve(action.data);
      else reject(new ShutdownError('Cannot look into the runtime: it was shut down'));
    }, 'thread');
    core.channel.send({ type: 'observe', request, what });
  });
}
