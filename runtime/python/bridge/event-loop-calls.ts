import type { Id } from '../../coordinator/events.ts';
import type { BridgeParts } from './bridge-parts.ts';

/** What Python's event loops wait for. */
export function eventLoopCalls({ core, standing }: BridgeParts) {
  /** Objects that have values since Python's own event loop last looked, by numbers that it keeps. */
  const settled: number[] = [];
  let serials = 0;
  return {
    /** A promise that the object has a value or an error. */
    ready: (id: Id): Promise<void> =>
      new Promise((resolve) => {
        const question = core.ask(() => resolve());
        core.channel.send({ type: 'wait', request: question.request, ids: [id], count: 1, task: question.task });
        core.channel.flush();
      }),

    /** Whether the event loop turns only after something that stands still. */
    standing: (): boolean => standing.still,
    /** As `ready`, for Python's own event loop: `idle` gives the number back. */
    watch: (id: Id): number => {
      const serial = ++serials;
      const question = core.ask(() => settled.push(serial));
      core.channel.send({ type: 'wait', request: question.request, ids: [id], count: 1, task: question.task });
      return serial;
    },
    /** Stands still until something that is watched has a value, or for so long. */
    idle: (patienceMs: number): readonly number[] => {
      standing.block(() => settled.length > 0, patienceMs);
      return settled.splice(0);
    },
  };
}
