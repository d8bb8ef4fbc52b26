import type { Action, Id } from '../coordinator/events.ts';

/** A question to the coordinator, or several of a kind with numbers in a row. */
export interface Question {
  /** The first one's number. */
  readonly request: Id;
  readonly count: number;
  /** How many have no answer yet. */
  left: number;
  /** Who awaits the answers; undefined: no task does. */
  readonly task: Id | undefined;
  /** @param index which of them, from 0 on */
  readonly answered: (action: Action, index: number) => void;
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

  /** Numbers questions, as none was before. */
  add(task: Id | undefined, answered: Question['answered'], count = 1): Question {
    while (2 * (this.#size + count) > this.#places.length) this.#grow();
    const request = this.#gap(count);
    this.#last = request + count - 1;
    this.#size += count;
    const question: Question = { request, count, left: count, task, answered };
    const mask = this.#places.length - 1;
    for (let i = 0; i < count; i++) this.#places[(request + i) & mask] = question;
    return question;
  }

  find(request: Id): Question | undefined {
    const question = this.#places[request & (this.#places.length - 1)];
    return question !== undefined && request >= question.request && request - question.request < question.count ? question : undefined;
  }

  /** One that is answered, or not asked any more. */
  remove(question: Question, index: number): void {
    this.#places[(question.request + index) & (this.#places.length - 1)] = undefined;
    question.left--;
    this.#size--;
  }

  /** Which of them have no answer yet. */
  unanswered(question: Question): number[] {
    const indices: number[] = [];
    for (let i = 0; i < question.count; i++) if (this.find(question.request + i) === question) indices.push(i);
    return indices;
  }

  /** All, in no order. */
  list(): Question[] {
    return [...new Set(this.#places.filter((question) => question !== undefined))];
  }

  /** The next number from which on so many places are free. */
  #gap(count: number): Id {
    let first = this.#last + 1;
    for (let free = 0; free < count; free++) {
      if (this.#places[(first + free) & (this.#places.length - 1)] === undefined) continue;
      first += free + 1;
      free = -1;
      // a full turn, and nowhere enough in a row
      if (first - this.#last > this.#places.length) this.#grow();
    }
    return first;
  }

  #grow(): void {
    const old = this.#places;
    const places = new Array<Question | undefined>(2 * old.length).fill(undefined);
    for (let place = 0; place < old.length; place++) {
      const question = old[place];
      if (question === undefined) continue;
      const index = (place - question.request) & (old.length - 1);
      places[(question.request + index) & (places.length - 1)] = question;
    }
    this.#places = places;
  }
}
