import { parentPort, workerData } from 'node:worker_threads';
import { type BootOptions, bootInterpreter } from '../host/boot-interpreter.js';

/** What a thread of these tests says. */
export type Said =
  | { readonly ready: { readonly ms: number; readonly snapshotError: string | undefined } }
  | { readonly line: string; readonly stream: 'stdout' | 'stderr' | 'console' }
  | { readonly unsound: { readonly kind: string; readonly message: string; readonly exitCode?: number } }
  | { readonly answer: number; readonly value?: unknown; readonly error?: string; readonly cpuMs: number; readonly memoryBytes: number };

export interface Asked {
  readonly id: number;
  readonly code: string;
}

const port = parentPort!;
const say = (said: Said): void => port.postMessage(said);
console.error = (...what) => say({ line: what.join(' '), stream: 'console' });

const begun = performance.now();
const interpreter = await bootInterpreter({
  ...(workerData as BootOptions),
  stdout: (line) => say({ line, stream: 'stdout' }),
  stderr: (line) => say({ line, stream: 'stderr' }),
  onUnsound: (unsound) => say({ unsound }),
});
const { snapshotError } = interpreter;
say({ ready: { ms: performance.now() - begun, snapshotError: snapshotError === undefined ? undefined : String(snapshotError) } });

port.on('message', ({ id, code }: Asked) => {
  const before = process.threadCpuUsage();
  const rest = () => {
    const { user, system } = process.threadCpuUsage(before);
    return { answer: id, cpuMs: (user + system) / 1000, memoryBytes: interpreter.memoryBytes() };
  };
  try {
    const value: unknown = interpreter.python.runPython(code);
    interpreter.flush();
    say({ ...rest(), value });
  } catch (error) {
    interpreter.flush();
    say({ ...rest(), error: String(error).trim() });
  }
});
