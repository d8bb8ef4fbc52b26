import type { Action } from '../../coordinator/events.ts';
import type { Inspection, Row } from '../../coordinator/inspection.ts';
import { PolyrayError } from '../../errors.ts';
import type { CoreWorker } from '../../task/core-worker.ts';

/** Instead of a number, where Python is to ask for the failure. */
export const failed = -2;

/** Python's code stands still for what it asks. */
export class Standing {
  readonly core: CoreWorker;
  /** Why the last question has no answer. */
  failure: unknown;
  /** How many pieces of code stand still here, on top of each other. */
  #pieces = 0;

  constructor(core: CoreWorker) {
    this.core = core;
  }

  /** The event loop turns only after something that stands still. */
  get still(): boolean {
    return this.#pieces > 0;
  }

  /** What was thrown is kept for Python to ask, which then gets undefined. */
  noting<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.failure = error;
      return undefined;
    }
  }

  /** Prepares a question, whose answer `until` waits for. */
  question(asker: 'task' | 'thread' = 'task') {
    let action: Action | undefined;
    const { request, task } = this.core.ask((answer) => {
      action = answer;
    }, asker);
    return { request, task, answer: () => action };
  }

  /** Stands still for an answer. @returns false when the time is up */
  until(answer: () => Action | undefined, patienceMs?: number): boolean {
    return this.block(() => answer() !== undefined, patienceMs);
  }

  /** Stands still until `done`, or for so long: then false. */
  block(done: () => boolean, patienceMs?: number): boolean {
    this.#pieces++;
    try {
      return this.core.block(done, patienceMs);
    } finally {
      this.#pieces--;
    }
  }

  /** Keeps why there is no answer, for Python to ask. */
  note(action: Action | undefined): typeof failed {
    const failure =
      action?.type === 'opened'
        ? action.failure
        : action?.type === 'reply' && action.value.kind === 'error'
          ? action.value.error
          : undefined;
    this.failure = failure === undefined ? new PolyrayError('The runtime gave no answer') : this.core.reader.error(failure);
    return failed;
  }

  /** Rows of what the coordinator knows. */
  inspect(what: Inspection): readonly Row[] {
    const { request, answer } = this.question('thread');
    this.core.channel.send({ type: 'inspect', request, what });
    this.until(answer);
    const action = answer();
    if (action?.type !== 'report') throw new PolyrayError('The runtime gave no answer');
    return action.rows;
  }
}
