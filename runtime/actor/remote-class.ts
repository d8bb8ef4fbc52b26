import type { PoolSpec } from '../coordinator/events.ts';
import { ObjectRef } from '../object/object-ref.ts';
import { isPython, origin } from '../task/definition.ts';
import type { FunctionOrigin } from '../task/remote-function.ts';
import { checkCount, checkKeys, checkResources, isCount } from '../task/task-options.ts';
import { actorHandle } from './actor-handle.ts';
import type { ActorOptions, RemoteClass } from './actor-types.ts';
import { asyncConcurrency, windowOf } from './concurrency.ts';

const known = [
  'name',
  'getIfExists',
  'lifetime',
  'maxConcurrency',
  'maxRestarts',
  'maxTaskRetries',
  'maxPendingCalls',
  'numCpus',
  'resources',
];

/** @internal */
export function remoteClass(from: FunctionOrigin, options: ActorOptions): RemoteClass<unknown[], unknown> {
  checkKeys(options, known);
  const { maxConcurrency, lifetime, name } = options;
  if (maxConcurrency !== undefined && !isCount(maxConcurrency, 1, 10_000)) {
    throw new RangeError(`maxConcurrency must be a whole number from 1 to 10000, is ${String(maxConcurrency)}`);
  }
  if (lifetime !== undefined && lifetime !== 'detached')
    throw new TypeError(`lifetime must be "detached" or absent, is ${String(lifetime)}`);
  if (name !== undefined && (typeof name !== 'string' || name === '')) throw new TypeError(`name must be a text, is ${String(name)}`);
  if (options.getIfExists && name === undefined) throw new TypeError('getIfExists needs a name');
  const restarts = checkCount('maxRestarts', options.maxRestarts ?? 0);
  const taskRetries = checkCount('maxTaskRetries', options.maxTaskRetries ?? 0);
  const maxPending = options.maxPendingCalls ?? -1;
  if (maxPending !== -1) checkCount('maxPendingCalls', maxPending);
  const resources = checkResources(options);
  const className = from.definition.name;
  return {
    remote: (...args) => {
      const { core } = from.runtime();
      let fn = from.numbers.get(core);
      if (fn === undefined) {
        fn = core.define(from.definition);
        from.numbers.set(core, fn);
      }
      const id = core.newId();
      const create = core.specifyEncoded({ pool: id, fn, name: className, resources }, args);
      const pool: PoolSpec = {
        id,
        name: className,
        size: 1,
        cap: 1,
        window: windowOf(maxConcurrency ?? asyncConcurrency),
        language: isPython(from.definition) ? 'python' : undefined,
        waits: maxConcurrency === 1 ? 'block' : 'suspend',
        actor: {
          create,
          restarts,
          taskRetries,
          // 0: as the class itself asks
          concurrency: maxConcurrency ?? 0,
          maxPending,
          name,
          detached: lifetime === 'detached',
        },
      };
      const opened = core.open(pool, { named: name !== undefined, orGet: options.getIfExists === true });
      return actorHandle(new ObjectRef(core, opened), className) as never;
    },
    options: (more) => remoteClass(from, { ...options, ...more }),
    [origin]: from.code,
  } as RemoteClass<unknown[], unknown>;
}
