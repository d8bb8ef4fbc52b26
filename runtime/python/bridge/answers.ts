import type { Action, Id } from '../../coordinator/events.ts';
import { GetTimeoutError, PolyrayError } from '../../errors.ts';
import { failed, type Standing } from './standing.ts';
import { pythonic, type Transfer } from './transfer.ts';

/** Values that Python gets. */
export class Answers {
  readonly #standing: Standing;
  readonly #transfer: Transfer;

  constructor(standing: Standing, transfer: Transfer) {
    this.#standing = standing;
    this.#transfer = transfer;
  }

  /** Stands still for the answers; empty, with the reason noted, when there are none in time. */
  ask(ids: readonly Id[], timeoutMs: number): readonly (Action | undefined)[] {
    const { core } = this.#standing;
    const answers = new Array<Action | undefined>(ids.length).fill(undefined); // a hole is not found by indexOf
    let missing = ids.length;
    if (missing === 0) return answers;
    const question = core.ask(
      (action, index) => {
        answers[index] = action;
        missing--;
      },
      'task',
      ids.length,
    );
    core.channel.send({ type: 'get-all', from: core.client, request: question.request, ids, task: question.task });
    const giveUp = (reason: unknown) => {
      core.forget(question);
      for (const action of answers) if (action?.type === 'reply') core.reader.giveBack(action.value);
      this.#standing.failure = reason;
    };
    const until = performance.now() + timeoutMs;
    try {
      if (this.#standing.block(() => missing === 0, timeoutMs < 0 ? undefined : timeoutMs)) return answers;
      // what is there counts, also where no time was given: answers come before that to a later question
      if (performance.now() >= until - 1) this.#standing.inspect({ table: 'objects', ids: ids.slice(0, 1) });
      if (missing === 0) return answers;
    } catch (error) {
      giveUp(error);
      if (error instanceof PolyrayError) return [undefined];
      throw error;
    }
    if (performance.now() < until - 1) {
      giveUp(new PolyrayError('Cannot wait synchronously: this thread may not stand still'));
      return [undefined];
    }
    const first = `ObjectRef(${core.objectId(ids[answers.indexOf(undefined)]!).toHex()})`;
    giveUp(new GetTimeoutError(missing === 1 ? first : `${missing} of ${ids.length} objects, ${first} first,`, timeoutMs));
    return [undefined];
  }

  /** Lays an answer's value for Python. */
  lay(action: Action): number {
    if (action.type !== 'reply') throw new Error(`Cannot read the answer to a get: it is "${action.type}"`);
    try {
      return this.#transfer.lay(pythonic(this.#standing.core.reader.readReply(action.value, action.id)));
    } catch (error) {
      this.#standing.failure = error;
      return failed;
    }
  }
}
