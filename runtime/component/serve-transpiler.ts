import type { Port } from '../platform/platform.ts';
import { InstanceHost } from '../worker/instance-host.ts';
import { type Transpiled, transpile } from './transpile.ts';
import type { TranspilerAnswer, TranspilerJob } from './transpiler-protocol.ts';

/** Answers jobs in this thread, one by one in their order. */
export function serveTranspiler(port: Port<TranspilerAnswer, TranspilerJob>): void {
  port.onMessage((job) => {
    void answer(job).then((reply) => port.post(reply, 'transpiled' in reply ? buffersOf(reply) : []));
  });
}

function buffersOf({ transpiled }: { readonly transpiled: Transpiled }): ArrayBuffer[] {
  return Object.values(transpiled.core).map(({ buffer }) => buffer);
}

async function answer(job: TranspilerJob): Promise<TranspilerAnswer> {
  const until = job.kind === 'describe' ? performance.now() + job.timeoutMs : Number.POSITIVE_INFINITY;
  try {
    if (job.kind === 'transpile') return { transpiled: await transpile(job.component) };
    const host = await InstanceHost.load(job.start, { calls: 'glue', told: () => performance.now() > until });
    try {
      const { chains } = host;
      return {
        description: host.ask((executor) => ({
          name: executor.name(),
          version: executor.version(),
          operations: executor.operations(),
          chains,
        })),
      };
    } finally {
      await host.close();
    }
  } catch (error) {
    if (performance.now() > until) return { late: true };
    const { message } = error as Error;
    // what jco says of a component has a payload, what ends it has none
    return { message: firstLines(message), broken: job.kind === 'transpile' && !('payload' in (error as object)) };
  }
}

/** jco repeats itself, and draws pictures of text that is no component. */
function firstLines(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== '' && line !== 'Caused by:'))].slice(0, 3).join(': ').slice(0, 500);
}
