import type { Action, Id } from '../../coordinator/events.ts';
import type { PyProxy } from '../interpreter-module.ts';
import { Answers } from './answers.ts';
import { Arrivals } from './arrivals.ts';
import type { BridgeParts } from './bridge-parts.ts';
import { failed } from './standing.ts';
import { type Told, told } from './told.ts';

/** Objects, and the store that they are in. */
export function objectCalls({ core, transfer, standing }: BridgeParts) {
  const values = new Answers(standing, transfer);
  let answers: readonly (Action | undefined)[] = [];
  const arrivals = new Arrivals(core);
  return {
    fetch: (): object | undefined => transfer.fetch(),
    failure: (): Told => told(standing.failure),
    put: (size: number, large: PyProxy | undefined): Id => transfer.with(size, large, (value) => core.put(value)),
    get: (id: Id, timeoutMs: number): number => {
      const [action] = values.ask([id], timeoutMs);
      return action === undefined ? failed : values.lay(action);
    },
    ask: (numbers: PyProxy, timeoutMs: number): number => {
      answers = values.ask(transfer.numbers(numbers), timeoutMs);
      return answers.length;
    },
    answer: (index: number): number => {
      const action = answers[index];
      return action === undefined ? failed : values.lay(action);
    },
    answered: (): void => {
      answers = [];
    },
    /** Asks for an object without standing still. @returns what names the question */
    expect: (id: Id): number => arrivals.expect(id),
    /** A promise that the answer is there. */
    arrival: (ticket: number): Promise<void> => arrivals.arrival(ticket),
    take: (ticket: number): number => values.lay(arrivals.take(ticket)),
    /** Nobody wants it any more. */
    forgo: (ticket: number): void => arrivals.forgo(ticket),
    drop: (id: Id): void => core.drop(id),
    hex: (id: Id): string => core.objectId(id).toHex(),
    delete: (id: Id): void => core.channel.send({ type: 'delete', id }),
    contains: (id: Id): boolean => standing.inspect({ table: 'objects', ids: [id] })[0]?.['state'] === 'ready',
    count: (): number => Number(standing.inspect({ table: 'store' })[0]!['objects']),
    bytesUsed: (): number => Number(standing.inspect({ table: 'store' })[0]!['bytesUsed']),
    bytesCapacity: (): number => Number(standing.inspect({ table: 'store' })[0]!['capacity']),
  };
}
