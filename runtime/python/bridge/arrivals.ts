import type { Action, Id } from '../../coordinator/events.ts';
import type { CoreWorker } from '../../task/core-worker.ts';
import type { Question } from '../../task/questions.ts';

interface Arrival {
  readonly question: Question;
  readonly arrived: Promise<void>;
  action: Action | undefined;
}

/** Values that coroutines wait for, each until it is taken. */
export class Arrivals {
  readonly #core: CoreWorker;
  readonly #expected = new Map<number, Arrival>();
  #tickets = 0;

  constructor(core: CoreWorker) {
    this.#core = core;
  }

  /** @returns the ticket for `arrival`, and then for `take` or `forgo` */
  expect(id: Id): number {
    const ticket = ++this.#tickets;
    const { promise, resolve } = Promise.withResolvers<void>();
    const question = this.#core.ask((action) => {
      arrival.action = action;
      resolve();
    });
    const arrival: Arrival = { question, arrived: promise, action: undefined };
    this.#expected.set(ticket, arrival);
    const { client, channel } = this.#core;
    channel.send({ type: 'get-all', from: client, request: question.request, ids: [id], task: question.task });
    channel.flush();
    return ticket;
  }

  arrival(ticket: number): Promise<void> {
    return this.#expected.get(ticket)!.arrived;
  }

  /** The answer, which must be there. */
  take(ticket: number): Action {
    const { action } = this.#expected.get(ticket)!;
    this.#expected.delete(ticket);
    return action!;
  }

  forgo(ticket: number): void {
    const { question, action } = this.#expected.get(ticket)!;
    this.#expected.delete(ticket);
    if (action === undefined) this.#core.forget(question);
    else if (action.type === 'reply') this.#core.reader.giveBack(action.value);
  }
}
