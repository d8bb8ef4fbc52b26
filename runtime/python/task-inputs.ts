import type { Action, Event, Id, Line } from '../coordinator/events.ts';

/** Gives a line of standard input each time, or bytes as they are; null at its end. */
export type ReadLine = () => Promise<string | Uint8Array | null | undefined>;

/** @throws {TypeError} */
export function checkReader(stdin: unknown): void {
  if (stdin !== undefined && typeof stdin !== 'function') throw new TypeError(`stdin must be a function, is ${String(stdin)}`);
}

type Wanted = Action & { readonly type: 'line-wanted' };
type Answer = Omit<Event & { readonly type: 'line' }, 'from'>;

/** What tasks read on standard input. Whatever has no input of its own is at its end. */
export class TaskInputs {
  readonly #answer: (answer: Answer) => void;
  readonly #readers = new Map<Id, ReadLine>();

  constructor(answer: (answer: Answer) => void) {
    this.#answer = answer;
  }

  set(task: Id, read: ReadLine): void {
    this.#readers.set(task, read);
  }

  delete(task: Id): void {
    this.#readers.delete(task);
  }

  /** A reader that fails has nothing more to give. */
  async answer({ worker, request, task }: Wanted): Promise<void> {
    const read = task === undefined ? undefined : this.#readers.get(task);
    let line: Line | null;
    try {
      line = await read?.();
    } catch {
      line = undefined;
    }
    this.#answer({ type: 'line', worker, request, line: line ?? undefined });
  }
}
