import type { NamedTensor } from '../executor/contract.ts';
import type { Port } from '../platform/platform.ts';
import { InstanceHost, RefusalError } from './instance-host.ts';
import type { DoneMessage, FailedMessage, FromWorker, JobMessage, ToWorker } from './protocol.ts';

/** Runs one executor for a driver: jobs come in, answers go out, one at a time. */
export function serve(port: Port<FromWorker, ToWorker>): void {
  let host: InstanceHost | undefined;
  let sealed = true;
  const started = async (message: ToWorker & { kind: 'start' }) => {
    try {
      host = await InstanceHost.load(message);
      sealed = message.imports === undefined;
      const { executor, chains } = host;
      port.post({ kind: 'ready', name: executor.name(), version: executor.version(), operations: executor.operations(), chains });
    } catch (error) {
      port.post({ kind: 'broken', message: (error as Error).stack ?? String(error) });
    }
  };
  port.onMessage((message) => {
    if (message.kind === 'start') {
      void started(message);
      return;
    }
    if (host === undefined) throw new Error('a job came before the executor was ready');
    try {
      const [done, transfer] = run(host, message);
      port.post(done, transfer);
    } catch (error) {
      port.post(explain(message.id, error, sealed));
    }
  });
}

function run(host: InstanceHost, job: JobMessage): [DoneMessage, ArrayBuffer[]] {
  const began = performance.now();
  const done = (response: DoneMessage['response'], values?: DoneMessage['values']): [DoneMessage, ArrayBuffer[]] => [
    { kind: 'done', id: job.id, computeMs: performance.now() - began, response, values },
    response === undefined ? [] : buffersOf(response.outputs),
  ];
  switch (job.kind) {
    case 'execute':
      return done(host.execute(job.request));
    case 'chain': {
      const { values, outputs } = host.chain(job);
      return done({ values: [], outputs }, values);
    }
    case 'prepare':
      host.prepare(job.preparation, job.requests);
      return done(undefined);
    case 'release':
      host.release(job.preparation, job.requests);
      return done(undefined);
  }
}

/** The glue copies every list it returns, so its buffers are ours to give away. */
function buffersOf(outputs: readonly NamedTensor[]): ArrayBuffer[] {
  return [...new Set(outputs.map(({ tensor }) => tensor.data.buffer))].filter(
    (buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer,
  );
}

function explain(id: number, error: unknown, sealed: boolean): FailedMessage {
  if (error instanceof RefusalError) return { kind: 'failed', id, stage: error.stage, error: error.code, last: false };
  const { message, stack } = error as Error;
  return { kind: 'failed', id, stage: undefined, error: { tag: 'trapped', val: message || (stack ?? String(error)) }, last: !sealed };
}
