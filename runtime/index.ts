// The public API of polyray.
export type { ActorIdentity } from './actor/actor-identity.ts';
export { ActorPool, type PoolFunction } from './actor/actor-pool.ts';
export type { ActorHandle, ActorMethod, ActorMethodOptions, ActorOptions, RemoteClass } from './actor/actor-types.ts';
export { Queue, type QueueOptions, type QueueWaitOptions } from './actor/queue.ts';
export {
  Api,
  actor,
  asCompleted,
  cancel,
  exitActor,
  get,
  getActor,
  getRuntimeContext,
  getSync,
  kill,
  mapUnordered,
  put,
  remote,
  state,
  store,
  task,
  wait,
} from './api.ts';
export { capabilities } from './capabilities.ts';
export { type RegisteredType, registerType } from './codec/registered-types.ts';
export type { ComponentExtern } from './component/component-layout.ts';
export type { LoadOptions } from './component/component-loader.ts';
export type { ComponentSource } from './component/component-source.ts';
export type { ComponentReport } from './component/inspect-component.ts';
export type { ModuleLayout, SizeLimits } from './component/module-layout.ts';
export type { Producers } from './component/producers.ts';
export type {
  ActorState,
  ExecutorErrorState,
  ExecutorFailureState,
  ExecutorState,
  ObjectState,
  ResourceState,
  StoreState,
  TaskState,
  WorkerState,
} from './coordinator/inspection.ts';
export { executors } from './current-executors.ts';
export type { Printed } from './driver.ts';
export * from './errors.ts';
export type { Dimension, Operation, ParameterSpec, Port, Presence, TensorType, Value, ValueKind, ValueSpec } from './executor/contract.ts';
export type { ExecuteOptions, Executor, Preparation } from './executor/executor.ts';
export type {
  ExecuteMethod,
  ExecutorActor,
  ExecutorActorOptions,
  ExecutorInstance,
  InstanceResponse,
} from './executor/executor-actor.ts';
export type { ClockGrant, DirectoryGrant, ExecutorGrants, HttpGrant, OutputGrant } from './executor/executor-grants.ts';
export type { ErrorStats, ExecutorHealth } from './executor/executor-health.ts';
export type { ExecutorLimits, PoolLimits, SettledLimits } from './executor/executor-limits.ts';
export type { ExecutorBuild, ExecutorPackage, PackagedBuild, PackagedExecutor, TrustLevel } from './executor/executor-package.ts';
export type { ExecutorRecovery } from './executor/executor-recovery.ts';
export type { AnyOperation, OperationType, OperationTypes } from './executor/operation-types.ts';
export type { ComputeRequest, ComputeResponse, RemoteRequest } from './executor/request-types.ts';
export type { Tensor, TensorData, TensorInput, TensorRecord } from './executor/tensor.ts';
export type { CurrentExecutors, ExecutorPackages, Executors, Named, VersionInfo } from './executors.ts';
export type { HostExecutors, Loaded, SourceOptions } from './host-executors.ts';
export { ActorID } from './id/actor-id.ts';
export { FunctionID } from './id/function-id.ts';
export { ObjectID } from './id/object-id.ts';
export { TaskID } from './id/task-id.ts';
export type { UniqueID } from './id/unique-id.ts';
export { type InitOptions, init } from './init.ts';
export { inspectComponent } from './inspect-component.ts';
export { loadComponent } from './load-component.ts';
export type { Logger } from './logger.ts';
export type { TimelineOptions } from './metrics/make-timeline.ts';
export type { Counter, Gauge, Histogram, HistogramSample, Labels, MetricSample, Metrics, MetricsSnapshot } from './metrics/metrics.ts';
export type { RuntimeMetrics } from './metrics/runtime-metrics.ts';
export type { Timeline, TraceEvent } from './metrics/timeline.ts';
export { ObjectRef } from './object/object-ref.ts';
export type { ObjectStore } from './object/object-store.ts';
export type { Capabilities, Capability } from './platform/capabilities.ts';
export type { Python, PythonRunOptions, PythonSource, PythonStartOptions } from './python/python.ts';
export { PythonError } from './python/python-error.ts';
export type { PythonMount } from './python/python-mount.ts';
export type { PythonOptions } from './python/python-options.ts';
export type { PythonProgram } from './python/python-program.ts';
export type { PythonWheel } from './python/python-service.ts';
export { type PythonCellOptions, PythonRepr, type PythonSession, type PythonSessionOptions } from './python/python-session.ts';
export type { ReadLine } from './python/task-inputs.ts';
export type { Ray } from './ray.ts';
export type { ExecutorEvent } from './registry/executor-event.ts';
export type { Health, HealthOptions } from './registry/health.ts';
export type { ExpectedTensor, Probe } from './registry/probe.ts';
export type { RegisterOptions, UnloadOptions } from './registry/registry.ts';
export type { Replaced, ReplaceOptions } from './registry/replace-options.ts';
export type { Thresholds } from './registry/verdict.ts';
export type { Counts, ListedExecutor, ListOptions, RuntimeState, StateSummary } from './state/state.ts';
export type { AsCompletedOptions } from './task/as-completed.ts';
export type { GetOptions } from './task/get.ts';
export type { MapOptions, Mappable } from './task/map-unordered.ts';
export type { RuntimeContext } from './task/runtime.ts';
export type { Argument, ObjectStream, RemoteFunction, Serializable, TaskOptions } from './task/types.ts';
export type { WaitOptions, WaitResult } from './task/wait.ts';
