import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { type ComponentExit, exit } from './cli/exit.ts';
import { LineOutput } from './cli/line-output.ts';
import { stdio } from './cli/stdio.ts';
import { clocks } from './clocks.ts';
import { noFiles } from './filesystem/no-files.ts';
import type { Fetcher } from './http/fetcher.ts';
import { http } from './http/http.ts';
import { InputStream } from './io/input-stream.ts';
import { IoError } from './io/io-error.ts';
import { OutputStream } from './io/output-stream.ts';
import { Pollable } from './io/pollable.ts';
import { random } from './random.ts';
import { Handles } from './resource.ts';
import { refusedSockets } from './sockets.ts';
import { Waiter } from './waiter.ts';
import type { WasiThread } from './wasi-thread.ts';

/** Bytes of output per call, unless the grant says otherwise. */
const usualOutputBytes = 65_536;

/** The granted folders. */
export interface Files {
  /** The interfaces of `wasi:filesystem` for one instance. */
  imports(handles: Handles, waiter: Waiter): Readonly<Record<string, object>>;
  close(): void;
}

/** What of the machine was granted, for all instances of this thread. */
export interface Machine {
  readonly files?: Files | undefined;
  readonly fetcher?: Fetcher | undefined;
}

/** WASI 0.2 as one instance of a component sees it: what was granted, and nothing of any other instance's. */
export class WasiInstance {
  /** For jco's glue: interfaces without their version. */
  readonly imports: Readonly<Record<string, object>>;
  readonly #handles = new Handles();
  readonly #output: LineOutput;
  #exit: ComponentExit | undefined;

  /** @param grants as `resolveGrants` gives them */
  constructor(grants: ExecutorGrants, thread: WasiThread, { files, fetcher }: Machine = {}) {
    const { clocks: clockGrant, environment = {}, output } = grants;
    const handles = this.#handles;
    const waiter = new Waiter(thread, fetcher?.bell);
    this.#output = new LineOutput(output?.maxBytesPerCall ?? usualOutputBytes, thread.print);
    const onExit = (end: ComponentExit) => {
      this.#exit = end;
    };
    this.imports = {
      'wasi:io/error': { Error: IoError },
      'wasi:io/poll': {
        Pollable,
        poll: (list: readonly Pollable[]) => Uint32Array.from(waiter.wait(list.map(({ awaited }) => awaited))),
      },
      'wasi:io/streams': { InputStream, OutputStream },
      ...exit(onExit),
      ...stdio(handles, waiter, output === undefined ? () => {} : (stream, bytes) => this.#output.write(stream, bytes)),
      'wasi:cli/environment': {
        getEnvironment: () => Object.entries(environment),
        getArguments: () => [],
        initialCwd: () => undefined,
      },
      ...(clockGrant === undefined ? {} : clocks(clockGrant, handles, waiter)),
      ...(grants.random === undefined ? {} : random),
      ...(grants.others === undefined ? {} : { ...noFiles, ...refusedSockets(handles) }),
      ...files?.imports(handles, waiter),
      ...(grants.http === undefined && grants.others === undefined ? {} : http(grants.http ?? { hosts: [] }, fetcher, handles, waiter)),
    };
  }

  /** How the component ended itself, if it did: it may have caught that. */
  get exit(): ComponentExit | undefined {
    return this.#exit;
  }

  /** A call has ended: the next one's output is its own. */
  settle(): void {
    this.#output.settle();
  }

  /** Gives back what the instance held. It must not run again. */
  close(): void {
    this.#handles.close();
  }
}
