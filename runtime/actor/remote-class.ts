import type { PoolSpec } from '../coordinator/events.ts';
import { ObjectRef } from '../object/object-ref.ts';
import { isPython, origin } from '../task/definition.ts';
import type { FunctionOrigin } from '../task/remote-function.ts';
import { isCount } from '../task/task-options.ts';
import { actorHandle } from './actor-handle.ts';
import { actorTraits } from './actor-traits.ts';
import type { ActorOptions, RemoteClass } from './actor-types.ts';
import { asyncConcurrency, windowOf } from './concurrency.ts';

/** @internal */
export function remoteClass(from: FunctionOrigin, options: ActorOptions): RemoteClass<unknown[], unknown> {
  const { maxConcurrency } = options;
  if (maxConcurrency !== undefined && !isCount(maxConcurrency, 1, 10_000)) {
    throw new RangeError(`maxConcurrency must be a whole number from 1 to 10000, is ${String(maxConcurrency)}`);
  }
  const { resources, getIfExists: orGet, ...traits } = actorTraits(options, ['maxConcurrency']);
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
        // 0: as the class itself asks
        actor: { create, concurrency: maxConcurrency ?? 0, ...traits },
      };
      const opened = core.open(pool, { named: traits.name !== undefined, orGet });
      return actorHandle(new ObjectRef(core, opened), className) as never;
    },
    options: (more) => remoteClass(from, { ...options, ...more }),
    [origin]: from.code,
  } as RemoteClass<unknown[], unknown>;
}
