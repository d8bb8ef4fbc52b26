import { type Executor, startPython } from '../executor.ts';

/** A Python with the operations of the Python executor, and how it differs from others. */
export interface PythonSubject {
  start(): Promise<Executor>;
  /** What it calls `sys.platform`. */
  readonly platform: string;
  /** Whether it has `ctypes`; without it, empty tensors have one axis. */
  readonly ctypes: boolean;
}

export const pyodideSubject: PythonSubject = { start: () => startPython(), platform: 'emscripten', ctypes: true };
