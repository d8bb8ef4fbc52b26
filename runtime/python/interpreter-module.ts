// What the runtime needs to know of the module that an executor package names as its `interpreter`; its own declarations
// lie with the package, which the runtime loads by URL and never imports.

import type { FoundMount } from './python-mount.ts';

/** What all interpreters of a process share. */
export interface PreparedInterpreter {
  readonly module: WebAssembly.Module;
  readonly wheels?: readonly { readonly file: string; readonly sha256: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

export interface UnsoundInterpreter {
  readonly kind: 'memory' | 'fatal' | 'exit';
  readonly message: string;
  readonly exitCode?: number;
}

export interface InterpreterOptions {
  readonly memoryBytes?: number | undefined;
  readonly stdout?: (line: string, ended: boolean) => void;
  readonly stderr?: (line: string, ended: boolean) => void;
  readonly atOnce?: () => boolean;
  /** What it throws with a `code`, such as "EINTR", Python takes as that error. */
  readonly stdin?: (() => string | Uint8Array | null | undefined) | undefined;
  readonly mounts?: readonly FoundMount[] | undefined;
  readonly workingDirectory?: string | undefined;
  readonly importFrom?: readonly string[] | undefined;
  readonly interruptBuffer?: SharedArrayBuffer | undefined;
  readonly onUnsound?: (reason: UnsoundInterpreter) => void;
}

/** A Python object in JavaScript; see Pyodide's PyProxy. */
export interface PyProxy {
  (...args: unknown[]): unknown;
  readonly destroyed?: boolean;
  getBuffer(type: 'u8'): { readonly data: Uint8Array<ArrayBuffer>; release(): void };
  toJs(options?: { readonly depth?: number; readonly create_proxies?: boolean }): unknown;
  get(index: number): unknown;
  destroy(): void;
  [Symbol.iterator](): Iterator<unknown>;
}

/** The part of Pyodide's API that is used here. */
export interface Pyodide {
  readonly _module: { readonly HEAPU8: Uint8Array<ArrayBuffer> };
  pyimport(name: string): Record<string, PyProxy>;
  registerJsModule(name: string, module: object): void;
  runPython(code: string): unknown;
  checkInterrupt(): void;
  toPy(value: unknown): unknown;
}

export interface Interpreter {
  readonly python: Pyodide;
  readonly unsound: UnsoundInterpreter | undefined;
  flush(): void;
}

export interface InterpreterModule {
  /** The stack that an interpreter's thread must be started with. */
  readonly stackBytes: number;
  prepareInterpreter(options: unknown): Promise<PreparedInterpreter>;
  bootInterpreter(options: PreparedInterpreter & InterpreterOptions): Promise<Interpreter>;
}
