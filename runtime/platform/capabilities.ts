/** Whether something is to be had, and why not or how far: part of the error that says so and of the table in docs/platforms.md. */
export interface Capability {
  readonly has: boolean;
  readonly note?: string;
}

/** What a JavaScript runtime lets the host do: a row of the table in docs/platforms.md each, in this order, and a case of the runtime suite. */
export interface Capabilities {
  /** Threads beside the first one. */
  readonly threads: Capability;
  /** Threads see the same memory; without it, messages carry copies. */
  readonly sharedMemory: Capability;
  /** The thread of `init` may sleep without its event loop. */
  readonly blockingDriver: Capability;
  /** Other threads may: Python's `get`, and tasks with the option `blocking`. */
  readonly blockingWorkers: Capability;
  /** Ending a thread ends whatever it computes; without it, a time-out frees the caller and not the core. */
  readonly hardKill: Capability;
  /** A thread can be given a larger stack. */
  readonly stackSize: Capability;
  /** Files can be read and written: Python's mounts, objects that memory has no room for. */
  readonly files: Capability;
  /** Processes can be started: what isolates Python from its host. */
  readonly processes: Capability;
  /** The engine can be asked to look for garbage. */
  readonly garbageCollection: Capability;
  /** Functions may be sent by their text. */
  readonly codeFromText: Capability;
}

export const yes: Capability = { has: true };
/** @param note Why it is not to be had */
export const no = (note: string): Capability => ({ has: false, note });
