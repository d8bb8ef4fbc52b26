/** A thread, from its driver's side. */
export interface Thread<Out, In> {
  post(message: Out, transfer?: readonly ArrayBuffer[]): void;
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
}

/** What the host needs of the machine: one implementation per family of JavaScript runtimes. */
export interface Platform {
  readonly name: string;
  /** The number of threads that make sense at once, at least 1. */
  readonly parallelism: number;
  /** Starts the module in a thread. */
  spawn<Out, In>(module: URL, name: string): Thread<Out, In>;
  /** The bytes behind a `file:`, `http(s):` or `data:` URL. */
  readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>>;
}
