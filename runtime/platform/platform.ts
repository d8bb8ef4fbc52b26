import type { Capabilities } from './capabilities.ts';

/** What a thread is for: each has an entry point of its own. */
export type ThreadRole = 'worker' | 'coordinator' | 'transpiler' | 'fetcher' | 'keeper';

/** A thread, from its driver's side. */
export interface Thread<Out, In> {
  post(message: Out, transfer?: readonly Transferable[]): void;
  /** While held, the thread keeps the process alive. */
  hold(held: boolean): void;
  /** Stops it, whatever it is doing. Resolves when it is gone. */
  terminate(): Promise<void>;
  /** Called once per message; set before the first can arrive. */
  onMessage: (message: In) => void;
  /** Called once, when the thread has ended; with the reason when it ended by itself. */
  onExit: (reason: Error | undefined) => void;
}

/** The driver's side of a thread, as seen from the thread. */
export interface Port<Out, In> {
  post(message: Out, transfer?: readonly ArrayBuffer[]): void;
  onMessage(handle: (message: In) => void): void;
  /** A message that has arrived and was not handled yet; undefined where messages come by the event loop alone. */
  receive(): In | undefined;
  /** The thread may sleep without its event loop. */
  readonly mayBlock: boolean;
  /** Looks for what nothing in this thread refers to any more, where the engine can be asked to; `young`: of what is new. */
  collectGarbage(what?: 'all' | 'young'): void;
  /** Calls back after the event loop has turned. */
  yield(run: () => void): void;
  /** A module's exports without the event loop; undefined when that is not to be had. Only where `mayBlock`. */
  loadNow(url: string): Record<string, unknown> | undefined;
  /** Ends this thread. */
  exit(): void;
}

/** One end of a way between two threads beside their first one; the other end is posted. */
export interface Backchannel<In> {
  /** To be transferred. */
  readonly far: MessagePort;
  onMessage(handle: (message: In) => void): void;
  /** A message that has arrived and was not handled yet; only where the thread may block. */
  receive(): In | undefined;
  close(): void;
}

/** A value that follows the code that it was given to through every `await`. */
export interface AsyncContext<T> {
  run<R>(value: T, code: () => R): R;
  /** To be awaited in place of a promise that the code returned: where nothing else tells, that is how its code is known again. */
  follow(value: T, promise: Promise<unknown>): Promise<unknown>;
  get(): T | undefined;
}

/** Where objects go that memory has no room for. Synchronous: whoever waits for the room waits anyway. */
export interface SpillFiles {
  /** False when it cannot be written. */
  write(block: number, bytes: Uint8Array): boolean;
  /** False when what was written cannot be read back whole. */
  read(block: number, into: Uint8Array): boolean;
  forget(block: number): void;
  /** Removes everything. */
  close(): void;
}

/** Files that can be made again, kept between processes. Several may share them; a file is whole or absent. */
export interface CacheFiles {
  read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

/** What the host needs of the machine: one implementation per family of JavaScript runtimes. */
export interface Platform {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** The number of threads that make sense at once, at least 1. */
  readonly parallelism: number;
  /** Starts a thread. `stackBytes`: of its stack, where that can be chosen. */
  spawn<Out, In>(role: ThreadRole, name: string, options?: { readonly stackBytes?: number | undefined }): Thread<Out, In>;
  /** Threads can take in what was posted to them without their event loop: so objects may live in memory that is posted. */
  readonly receivesAtOnce: boolean;
  /** Threads can start threads, also while others that they started end. */
  readonly threadsStartThreads: boolean;
  /** Holds no process. */
  backchannel<In>(): Backchannel<In>;
  /** Files for objects that memory has no room for, in a directory of the runtime's own; undefined where there are no files. */
  spillFiles(directory: string | undefined): SpillFiles | undefined;
  /** Removes what crashed processes left of such directories; at this process's end, what it leaves itself. */
  tidySpillFiles(directory: string | undefined): void;
  /** Looks for what nothing in the thread of `init` refers to any more, where the engine can be asked to; `young`: of what is new. */
  collectGarbage(what?: 'all' | 'young'): void;
  /** Writes to the program's own output. */
  print(stream: 'stdout' | 'stderr', text: string): void;
  /** Calls back in the thread of `init` after its event loop has turned. */
  yield(run: () => void): void;
  /** While on, the process does not end by itself. */
  keepAlive(on: boolean): void;
  /** An environment variable of this process. */
  variable(name: string): string | undefined;
  /** A folder's absolute path. @throws {InvalidFileError} where there is no folder */
  findFolder(path: string): string;
  /** The URL of a file by its path. Absent where there are no files. */
  fileUrl?(path: string): URL;
  /**
   * A cache of this user's, in `directory` or where the system has such. Absent where there is no disk.
   *
   * @param maxBytes of all files together
   */
  cacheFiles?(what: string, directory: string | undefined, maxBytes: number): CacheFiles;
  /** The bytes behind a `file:`, `http(s):` or `data:` URL. */
  readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>>;
}
