import type { ObjectRef } from '../object/object-ref.ts';
import type { PlainRequest, PlainResponse } from './operation-codec.ts';
import type { OperationTypes } from './operation-types.ts';
import type { Tensor, TensorData, TensorInput } from './tensor.ts';

/** What to run. */
export interface ComputeRequest extends PlainRequest {
  /** One of the executor's operations. */
  readonly operation: string;
}

/** What came out, and where the time went. */
export interface ComputeResponse extends PlainResponse {
  /** Of the task that the call was, hexadecimal. */
  readonly taskId: string;
  readonly status: 'completed';
  /** Of the executor, as it was registered. */
  readonly version: string;
  /** Inside the component, with the copies its glue makes. */
  readonly executionTimeMs: number;
  /** In the queue. */
  readonly waitTimeMs: number;
  /** Between the caller's thread and the worker's, both ways. */
  readonly transferTimeMs: number;
  /** What it burnt, the same on every engine; only of executors that are metered. */
  readonly fuelUsed?: number;
  /** What its instance holds of linear memory afterwards, in bytes; only of executors that are metered. */
  readonly memoryBytes?: number;
}

type Typed<Types extends OperationTypes, Name extends keyof Types> = Types[Name];
export type RequestOf<Types extends OperationTypes, Name extends keyof Types> = string extends Name
  ? ComputeRequest
  : { readonly operation: Name } & Field<'parameters', Typed<Types, Name>['parameters']> & Field<'inputs', Typed<Types, Name>['inputs']>;
/** Optional where every member is. */
type Field<Key extends string, T> = Record<never, never> extends T ? { readonly [K in Key]?: T } : { readonly [K in Key]: T };
export type ResponseOf<Types extends OperationTypes, Name extends keyof Types> = string extends Name
  ? ComputeResponse
  : Omit<ComputeResponse, 'values' | 'outputs'> & Pick<Typed<Types, Name>, 'values' | 'outputs'>;

/** What to run, with tensors or references to tensors. */
export interface RemoteRequest extends Omit<ComputeRequest, 'inputs'> {
  readonly inputs?: Readonly<Record<string, TensorInput | ObjectRef | undefined>>;
}

/** References to what will come out; an output that is not there this time is undefined. */
export interface RemoteResponse {
  readonly values: ObjectRef<Record<string, unknown>>;
  readonly outputs: Record<string, ObjectRef<Tensor>>;
}

type OrRef<T> = { [K in keyof T]: T[K] | ObjectRef<Tensor> | ObjectRef<TensorData> };
export type RemoteRequestOf<Types extends OperationTypes, Name extends keyof Types> = string extends Name
  ? RemoteRequest
  : { readonly operation: Name } & Field<'parameters', Typed<Types, Name>['parameters']> &
      Field<'inputs', OrRef<Typed<Types, Name>['inputs']>>;
export type RemoteResponseOf<Types extends OperationTypes, Name extends keyof Types> = string extends Name
  ? RemoteResponse
  : {
      readonly values: ObjectRef<Typed<Types, Name>['values']>;
      readonly outputs: { readonly [K in keyof Typed<Types, Name>['outputs']]-?: ObjectRef<Typed<Types, Name>['outputs'][K]> };
    };
