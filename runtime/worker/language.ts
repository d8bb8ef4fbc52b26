import type { Definition, Id, TaskSpec } from '../coordinator/events.ts';

/** A function or class of another language than the thread's own, loaded. */
export type LanguageCode = object;

/** The language can run nothing more: its thread is to end, and the message says why. */
export class LanguageEndedError extends Error {
  override name = 'LanguageEndedError';
}

/** Runs tasks and actors that are not JavaScript. */
export interface Language {
  /** @throws what the task then fails with */
  load(definition: Definition): LanguageCode;
  /** @param args as they were read: what the language itself wrote is still its own */
  run(code: LanguageCode, args: readonly unknown[], task: TaskSpec): unknown;
  /** Makes the thread's one actor. @returns how many calls may run at once where nobody said */
  construct(code: LanguageCode, args: readonly unknown[], task: TaskSpec): number;
  call(method: string, args: readonly unknown[], task: TaskSpec): unknown;
  /** Called while code stands still. @throws what a task that is to stop then throws */
  checkInterrupt(): void;
  /** The task, which has begun, is to stop. `signalled`: what runs has been told already, from another thread. */
  interrupt(task: Id, signalled: boolean): void;
  /** A task has ended: what it printed is handed over. */
  ended(task: TaskSpec): void;
}
