import { InputStream } from '../io/input-stream.ts';
import { OutputStream } from '../io/output-stream.ts';
import { type Handles, Resource } from '../resource.ts';
import { ready, type Waiter } from '../waiter.ts';
import type { OutputStreamName } from './line-output.ts';

/** `wasi:cli/terminal-input` terminal-input: there never is one. */
class TerminalInput extends Resource {}
/** `wasi:cli/terminal-output` terminal-output: there never is one. */
class TerminalOutput extends Resource {}

/** `wasi:cli`'s streams: standard input is at its end, what is printed is handed on, and nothing is a terminal. */
export function stdio(handles: Handles, waiter: Waiter, write: (stream: OutputStreamName, bytes: Uint8Array) => void) {
  const output = (stream: OutputStreamName) => () => new OutputStream(handles, waiter, { write: (bytes) => write(stream, bytes) });
  return {
    'wasi:cli/stdin': { getStdin: () => new InputStream(handles, waiter, { read: () => undefined, awaited: ready }) },
    'wasi:cli/stdout': { getStdout: output('stdout') },
    'wasi:cli/stderr': { getStderr: output('stderr') },
    'wasi:cli/terminal-input': { TerminalInput },
    'wasi:cli/terminal-output': { TerminalOutput },
    'wasi:cli/terminal-stdin': { getTerminalStdin: () => undefined },
    'wasi:cli/terminal-stdout': { getTerminalStdout: () => undefined },
    'wasi:cli/terminal-stderr': { getTerminalStderr: () => undefined },
  };
}
