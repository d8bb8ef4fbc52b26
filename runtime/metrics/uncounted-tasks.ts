import type { Task } from '../coordinator/state.ts';

/** So long may the list become in any case before it is looked through. */
const least = 4096;

/** Tasks whose end was not counted yet: a list in the order of their `seq`, with holes. */
export class UncountedTasks {
  #tasks: (Task | undefined)[] = [];
  /** The `seq` of the first place. */
  #base = 1;
  #limit = least;

  /** It is so long that it is time for `takeDone`. */
  get due(): boolean {
    return this.#tasks.length >= this.#limit;
  }

  /** Looking through it takes microseconds. */
  get short(): boolean {
    return this.#tasks.length < least;
  }

  /** In the order of `seq`. */
  add(task: Task): void {
    const at = task.seq - this.#base;
    while (this.#tasks.length < at) this.#tasks.push(undefined);
    this.#tasks.push(task);
  }

  /** Whether it was there. */
  take(task: Task): boolean {
    const at = task.seq - this.#base;
    if (this.#tasks[at] !== task) return false;
    this.#tasks[at] = undefined;
    return true;
  }

  /** Takes all that are done. */
  takeDone(): Task[] {
    const tasks = this.#tasks;
    let gone = 0;
    while (gone < tasks.length && tasks[gone] === undefined) gone++;
    const done: Task[] = [];
    for (let i = gone; i < tasks.length; i++) {
      const task = tasks[i];
      if (task?.state !== 'done') continue;
      tasks[i] = undefined;
      done.push(task);
    }
    this.#tasks = tasks.slice(gone);
    this.#base += gone;
    this.#limit = Math.max(least, 2 * this.#tasks.length);
    return done;
  }
}
