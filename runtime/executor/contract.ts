// The contract's shapes as jco's glue uses them. `Request` and `Response` would shadow fetch's.
export type { Binding as ChainBinding, ChainError, ChainResponse, Stage as ChainStage } from '../generated/polyray-compute-chain.js';
export type {
  Dimension,
  ErrorCode,
  NamedTensor,
  NamedValue,
  Operation,
  ParameterSpec,
  Port,
  Presence,
  Request as ExecuteRequest,
  Response as ExecuteResponse,
  Tensor as WireTensor,
  TensorType,
  Value,
  ValueKind,
  ValueSpec,
} from '../generated/polyray-compute-types.js';

import type { Binding, ChainResponse, Stage } from '../generated/polyray-compute-chain.js';
import type { NamedTensor, Operation, Request, Response } from '../generated/polyray-compute-types.js';

/** The package of the contract, as component exports spell it. */
export const contractPackage = 'polyray:compute';
export const contractVersion = '0.1.0';

/** What a component's `executor` export offers through jco's glue. */
export interface ExecutorExports {
  name(): string;
  version(): string;
  operations(): Operation[];
  execute(request: Request): Response;
}

/** What a component's `chain` export offers. */
export interface ChainExports {
  run(stages: Stage[], inputs: NamedTensor[], outputs: Binding[]): ChainResponse;
}
