import type { Tensor, TensorInput } from './tensor.ts';

/** The shape of one operation's calls, as generated from its declaration. */
export interface OperationType {
  readonly parameters: object;
  readonly inputs: object;
  readonly values: object;
  readonly outputs: object;
}

/** Operations by name. */
export type OperationTypes = Record<string, OperationType>;

/** What is known of an operation of unknown type. */
export interface AnyOperation extends OperationType {
  readonly parameters: Record<string, unknown>;
  readonly inputs: Record<string, TensorInput>;
  readonly values: Record<string, unknown>;
  readonly outputs: Record<string, Tensor>;
}
