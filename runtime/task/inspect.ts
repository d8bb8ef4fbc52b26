import type { Inspection, Row, Tables } from '../coordinator/inspection.ts';
import type { CoreWorker } from './core-worker.ts';

/** Rows of what the coordinator knows, as it is when the question comes there. */
export function inspect<T extends keyof Tables<number>>(
  core: CoreWorker,
  what: Inspection & { readonly table: T; readonly groupBy?: undefined },
): Promise<Tables<number>[T][]>;
export function inspect(core: CoreWorker, what: Inspection): Promise<Row[]>;
export function inspect(core: CoreWorker, what: Inspection): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const question = core.ask((action) => {
      if (action.type === 'report') resolve([...action.rows]);
      else
        reject(
          action.type === 'reply' && action.value.kind === 'error'
            ? core.reader.error(action.value.error)
            : new Error(`Cannot read a report: it is "${action.type}"`),
        );
    }, 'thread');
    core.channel.send({ type: 'inspect', request: question.request, what });
  });
}
