import type { ActorIdentity } from '../actor/actor-identity.ts';
import type { ActorMethodOptions, ActorOptions } from '../actor/actor-types.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { AnyOperation, OperationTypes } from './operation-types.ts';
import type { ComputeRequest, ComputeResponse, RemoteRequest, RemoteRequestOf, ResponseOf } from './request-types.ts';

/** How an instance is to live as an actor. */
export interface ExecutorActorOptions extends Omit<ActorOptions, 'maxConcurrency'> {
  /**
   * The recipe of its state: what runs on its instance first, and again on each that takes its place, such as loading a model.
   * Inputs may be references. A request that fails ends the actor. Default: nothing.
   */
  readonly prepare?: readonly RemoteRequest[];
}

/** What an instance answers. */
export type InstanceResponse<Response = ComputeResponse> = Omit<Response, 'taskId' | 'status' | 'waitTimeMs' | 'transferTimeMs'>;

/** The one method of an instance that is an actor. */
export interface ExecuteMethod<Types extends OperationTypes> {
  /** Runs one operation; inputs may be references. The answer is one object of the store. */
  remote<Name extends keyof Types & string>(request: RemoteRequestOf<Types, Name>): ObjectRef<InstanceResponse<ResponseOf<Types, Name>>>;
  /** The same with other options. `timeoutMs` stands in the place of the executor's limit. */
  options(options: Omit<ActorMethodOptions, 'numReturns'>): ExecuteMethod<Types>;
}

/** An instance as code sees it that finds its actor by name: `getActor<ExecutorInstance>('digits')`. */
export interface ExecutorInstance {
  /** Runs one operation on the actor's own instance. */
  execute(request: ComputeRequest | RemoteRequest): InstanceResponse;
}

/** A counted handle on an actor that is an instance of an executor; see `Executor.actor`. */
export interface ExecutorActor<Types extends OperationTypes = Record<string, AnyOperation>> extends ActorIdentity<ExecutorInstance> {
  readonly execute: ExecuteMethod<Types>;
}
