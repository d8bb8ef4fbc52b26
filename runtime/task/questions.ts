import type { Action, Id } from '../coordinator/events.ts';

/** One question to the coordinator. */
export interface Question {
  readonly request: Id;
  /** Who awaits the answer; undefined: no task does. */
  readonly task: Id | undefined;
  readonly answered: (action: Action, question: Question) => void;
  /** The asker's own: which of its questions it is. */
  readonly index: number;
}

/**
 * The questions that have no answer yet, by their numbers. A question's place is the low bits of its number: numbers grow,
 * and one whose place is taken is passed over, so that finding a question is one look at a list.
 */
export class Questions {
  #places: (Question | undefined)[] = new Array<undefined>(64).fill(undefined);
  #last = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Numbers a question, as none was before. */
  add(task: Id | undefined, answered: Question['answered'], index: number): Question {
    if (2 * this.#size >= this.#places.length) this.#grow();
    const mask = this.#places.length - 1;
    do this.#last++;
    while (this.#places[this.#last & mask] !== undefined);
    const question: Question = { request: this.#last, task, answered, index };
    this.#places[this.#last & mask] = question;
    this.#size++;
    return question;
  }

  find(request: Id): Question | undefined {
    const question = this.#places[request & (this.#places.length - 1)];
    return question?.request === request ? question : undefined;
  }

  /** Whether it was there. */
  remove(question: Question): boolean {
    if (this.find(question.request) !== question) return false;
    this.#places[question.request & (this.#places.length - 1)] = undefined;
    this.#size--;
    return true;
  }

  /** All, in no order. */
  list(): Question[] {
    return this.#places.filter((question) => question !== undefined);
  }

  #grow(): void {
    const places = new Array<Question | undefined>(2 * this.#places.length).fill(undefined);
    for (const question of this.#places) if (question !== undefined) places[question.request & (places.length - 1)] = question;
    this.#places = places;
  }
}
