// The public API of polyray.
export * from './errors.ts';
export type { Operation, ParameterSpec, Port, TensorType, ValueSpec } from './executor/contract.ts';
export type { ComputeRequest, ComputeResponse, ExecuteOptions, Executor, Preparation } from './executor/executor.ts';
export type { ExecutorBuild, ExecutorPackage, TrustLevel } from './executor/executor-package.ts';
export type { AnyOperation, OperationType, OperationTypes } from './executor/operation-types.ts';
export type { Tensor, TensorData, TensorInput, TensorRecord } from './executor/tensor.ts';
export { type InitOptions, init } from './init.ts';
export type { Logger } from './logger.ts';
export type { ExecutorPackages, Executors, Ray } from './ray.ts';
