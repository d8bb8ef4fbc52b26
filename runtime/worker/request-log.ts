import { messageBytes } from '../executor/message-size.ts';
import type { TensorInput } from '../executor/tensor.ts';
import type { Job } from './protocol.ts';

/** Takes what is logged of a request: figures and names, never what was in it. */
export type RequestLog = (level: 'debug' | 'info', fields: Readonly<Record<string, unknown>>) => void;

/** What a request asks for, and how much it brings. Undefined: it is the runtime's own. */
export function requestFields(
  job: Job,
  inputs: readonly TensorInput[],
): { readonly operation: string; readonly requestBytes: number } | undefined {
  switch (job.kind) {
    case 'invoke':
    case 'execute': {
      const { operation, parameters, inputs: tensors } = job.request;
      return { operation, requestBytes: messageBytes(parameters, tensors) };
    }
    case 'call':
      return { operation: job.operation, requestBytes: messageBytes(job.parameters, []) + tensorBytes(inputs) };
    case 'chain':
      return { operation: job.stages.map(({ operation }) => operation).join(' + '), requestBytes: tensorBytes(inputs) };
    default:
      return undefined;
  }
}

function tensorBytes(inputs: readonly TensorInput[]): number {
  return inputs.reduce((sum, input) => {
    const data = ArrayBuffer.isView(input) ? input : (input as { readonly data?: unknown }).data;
    return sum + (ArrayBuffer.isView(data) ? data.byteLength : 0);
  }, 0);
}
