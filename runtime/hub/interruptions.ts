import { type Action, driver, type Event, type Id } from '../coordinator/events.ts';
import { unref } from '../transport/unref.ts';
import type { Members } from './members.ts';

/** How long code that was interrupted may go on. */
const graceMs = 3000;
/** How soon a worker is told again that has taken a task and not yet begun it. */
const againMs = 10;

/** Asks tasks to stop while they run. */
export class Interruptions {
  readonly #members: Members;
  readonly #receive: (event: Event) => void;

  constructor(members: Members, receive: (event: Event) => void) {
    this.#members = members;
    this.#receive = receive;
  }

  /** One in Python or of an executor that does not stop is ended with its worker, unless it may go on. */
  interrupt(action: Action & { readonly type: 'interrupt' }, end = true): void {
    const member = this.#members.get(action.worker);
    if (member === undefined) return;
    const { interrupts } = member;
    const signalled = interrupts?.interrupt(action.task) === true;
    member.wire.link.send({ ...action, signalled });
    if (interrupts === undefined || !end) return;
    if (!signalled) {
      const { task, attempt } = action;
      const begun = member.pool.interruptible === true && member.wire.started().some(([id, number]) => id === task && number === attempt);
      if (begun) unref(setTimeout(() => this.interrupt(action), againMs));
      return;
    }
    unref(
      setTimeout(() => {
        if (interrupts.task === action.task && !member.ending) this.#members.end(member);
      }, graceMs),
    );
  }

  /** Wherever the task runs; one that has not begun never does. */
  stop(task: Id, end: boolean): void {
    for (const { id: worker, wire } of this.#members.list) {
      const begun = wire.started().find(([each]) => each === task);
      if (begun === undefined) continue;
      this.interrupt({ type: 'interrupt', worker, task, attempt: begun[1] }, end);
      return;
    }
    this.#receive({ type: 'cancel', from: driver, id: task, force: false });
  }
}
