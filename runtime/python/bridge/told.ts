import { PolyrayError, TaskError } from '../../errors.ts';
import { PythonError } from '../python-error.ts';

/** What a failure is, in words for Python. */
export interface Told {
  readonly name: string;
  readonly message: string;
  readonly task: string | undefined;
  readonly text: string;
  readonly pickled: Uint8Array | undefined;
  readonly causeName: string;
  readonly causeMessage: string;
  readonly chain: readonly string[];
  /** Python code raised it. */
  readonly python: boolean;
}

export function told(error: unknown): Told {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const python = cause instanceof PythonError ? cause : error instanceof PythonError ? error : undefined;
  const {
    name: causeName,
    message: causeMessage,
    stack: causeStack,
  } = cause instanceof Error ? cause : { name: '', message: String(cause) };
  return {
    name: error instanceof PolyrayError ? error.name : 'HostError',
    message,
    task: error instanceof TaskError ? /^Task "(.*?)"/s.exec(message)?.[1] : undefined,
    text: python?.traceback ?? causeStack ?? stack ?? message,
    pickled: python?.pickled,
    causeName,
    causeMessage,
    chain: error instanceof Error && 'chain' in error ? (error.chain as string[]) : [],
    python: python !== undefined,
  };
}
