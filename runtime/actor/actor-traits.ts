import type { ActorSpec } from '../coordinator/events.ts';
import { checkCount, checkKeys, checkResources } from '../task/task-options.ts';
import type { ActorOptions } from './actor-types.ts';

/** What an actor's options say of it, whatever its code is. */
export interface ActorTraits extends Omit<ActorSpec, 'create' | 'concurrency' | 'about'> {
  readonly resources: Readonly<Record<string, number>> | undefined;
  readonly getIfExists: boolean;
}

const known = ['name', 'getIfExists', 'lifetime', 'maxRestarts', 'maxTaskRetries', 'maxPendingCalls', 'numCpus', 'resources'];

/** @param more options that the actor has beside those that all have @throws {TypeError | RangeError} that names the bad one */
export function actorTraits(options: ActorOptions, more: readonly string[]): ActorTraits {
  checkKeys(options, [...known, ...more]);
  const { lifetime, name, getIfExists = false } = options;
  if (lifetime !== undefined && lifetime !== 'detached')
    throw new TypeError(`lifetime must be "detached" or absent, is ${String(lifetime)}`);
  if (name !== undefined && (typeof name !== 'string' || name === '')) throw new TypeError(`name must be a text, is ${String(name)}`);
  if (getIfExists && name === undefined) throw new TypeError('getIfExists needs a name');
  const restarts = checkCount('maxRestarts', options.maxRestarts ?? 0);
  const taskRetries = checkCount('maxTaskRetries', options.maxTaskRetries ?? 0);
  const maxPending = options.maxPendingCalls ?? -1;
  if (maxPending !== -1) checkCount('maxPendingCalls', maxPending);
  const resources = checkResources(options);
  return { restarts, taskRetries, maxPending, name, detached: lifetime === 'detached', resources, getIfExists };
}
