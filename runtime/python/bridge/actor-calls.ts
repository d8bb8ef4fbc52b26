import { asyncConcurrency, windowOf } from '../../actor/concurrency.ts';
import type { Id, PoolSpec } from '../../coordinator/events.ts';
import type { PyProxy } from '../interpreter-module.ts';
import { argumentsOf } from './arguments-of.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { fromJson } from './from-json.ts';
import { failed } from './standing.ts';

/** What opening an actor needs, as `miniray` says it. */
interface OpenRequest {
  readonly fn: Id;
  readonly className: string;
  readonly name?: string;
  readonly getIfExists: boolean;
  readonly detached: boolean;
  readonly restarts: number;
  readonly taskRetries: number;
  /** 0: as the class asks. */
  readonly concurrency: number;
  readonly maxPending: number;
  readonly resources?: Readonly<Record<string, number>>;
  readonly isAsync: boolean;
  /** For those who find it by its name. */
  readonly about: string;
}

/** Actors. */
export function actorCalls({ core, transfer, standing }: BridgeParts) {
  return {
    open: (json: string, size: number, large: PyProxy | undefined, ...deps: Id[]): Id =>
      transfer.with(size, large, (value) => {
        const given = fromJson(json) as OpenRequest;
        const id = core.newId();
        const args = argumentsOf(value, deps.length);
        const { resources, name } = given;
        const create = core.specifyPlaced({ pool: id, fn: given.fn, name: given.className, resources }, args, deps);
        const { restarts, taskRetries, maxPending, detached, about } = given;
        const concurrency = given.concurrency || (given.isAsync ? asyncConcurrency : 1);
        const pool: PoolSpec = {
          id,
          name: given.className,
          size: 1,
          cap: 1,
          window: windowOf(concurrency),
          waits: given.isAsync ? 'suspend' : 'block',
          language: 'python',
          actor: { create, restarts, taskRetries, concurrency, maxPending, name, detached, about },
        };
        try {
          const opened = core.open(pool, { named: name !== undefined, orGet: given.getIfExists });
          core.channel.flush();
          return opened;
        } catch (error) {
          standing.failure = error;
          return failed;
        }
      }),
    /** @returns the actor's number, and what its maker says of its class */
    lookup: (name: string): readonly [Id, string | undefined] | typeof failed => {
      const { request, answer } = standing.question('thread');
      core.channel.send({ type: 'lookup', request, name });
      standing.until(answer);
      const action = answer();
      if (action?.type === 'opened' && action.failure === undefined) return [action.pool, action.about];
      return standing.note(action);
    },
    kill: (actor: Id, restart: boolean): void => {
      core.channel.send({ type: 'kill', actor, restart });
      core.channel.flush();
    },
    retire: (): void => core.channel.send({ type: 'retire' }),
  };
}
