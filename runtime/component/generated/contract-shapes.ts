// Generated from wit/ by `npm run generate`. Do not edit.

/** The contract's interfaces as jco tells their types. */
export const contractShapes: Readonly<Record<'chain' | 'executor' | 'types', readonly string[]>> = {
  "chain": [
    "export function run(stages: Array<Stage>, inputs: Array<NamedTensor>, outputs: Array<Binding>): ChainResponse",
    "export interface Binding { name: string, source: Source, }",
    "export interface ChainError { stage: number, error: ErrorCode, }",
    "export interface ChainResponse { values: Array<Array<NamedValue>>, outputs: Array<NamedTensor>, }",
    "export interface SourceInput { tag: 'input', val: string, }",
    "export interface SourceStage { tag: 'stage', val: StagePort, }",
    "export interface Stage { operation: string, parameters: Array<NamedValue>, inputs: Array<Binding>, }",
    "export interface StagePort { stage: number, port: string, }",
    "export type ErrorCode = import('./polyray-compute-types.js').ErrorCode",
    "export type NamedTensor = import('./polyray-compute-types.js').NamedTensor",
    "export type NamedValue = import('./polyray-compute-types.js').NamedValue",
    "export type Source = SourceInput | SourceStage"
  ],
  "executor": [
    "export function execute(request: Request): Response",
    "export function name(): string",
    "export function operations(): Array<Operation>",
    "export function version(): string",
    "export type ErrorCode = import('./polyray-compute-types.js').ErrorCode",
    "export type Operation = import('./polyray-compute-types.js').Operation",
    "export type Request = import('./polyray-compute-types.js').Request",
    "export type Response = import('./polyray-compute-types.js').Response"
  ],
  "types": [
    "export interface DimensionFixed { tag: 'fixed', val: number, }",
    "export interface DimensionNamed { tag: 'named', val: string, }",
    "export interface ErrorCodeFailed { tag: 'failed', val: string, }",
    "export interface ErrorCodeInternal { tag: 'internal', val: string, }",
    "export interface ErrorCodeInvalid { tag: 'invalid', val: Problem, }",
    "export interface ErrorCodeOutOfMemory { tag: 'out-of-memory', }",
    "export interface ErrorCodeUnsupported { tag: 'unsupported', val: Problem, }",
    "export interface NamedTensor { name: string, tensor: Tensor, }",
    "export interface NamedValue { name: string, value: Value, }",
    "export interface Operation { name: string, summary: string, parameters: Array<ParameterSpec>, inputs: Array<Port>, values: Array<ValueSpec>, outputs: Array<Port>, }",
    "export interface ParameterSpec { name: string, summary: string, kind: ValueKind, unit: string, presence: Presence, minimum?: number, maximum?: number, choices: Array<string>, }",
    "export interface Port { name: string, summary: string, types: Array<TensorType>, dimensions?: Array<Dimension>, unit: string, always: boolean, }",
    "export interface PresenceDefault { tag: 'default', val: Value, }",
    "export interface PresenceOptional { tag: 'optional', }",
    "export interface PresenceRequired { tag: 'required', }",
    "export interface Problem { path: string, message: string, }",
    "export interface Request { operation: string, parameters: Array<NamedValue>, inputs: Array<NamedTensor>, }",
    "export interface Response { values: Array<NamedValue>, outputs: Array<NamedTensor>, }",
    "export interface Tensor { dimensions: Uint32Array, type: TensorType, data: Uint8Array, }",
    "export interface ValueBoolean { tag: 'boolean', val: boolean, }",
    "export interface ValueInteger { tag: 'integer', val: bigint, }",
    "export interface ValueJson { tag: 'json', val: string, }",
    "export interface ValueNumber { tag: 'number', val: number, }",
    "export interface ValueNumbers { tag: 'numbers', val: Float64Array, }",
    "export interface ValueSpec { name: string, summary: string, kind: ValueKind, unit: string, always: boolean, }",
    "export interface ValueText { tag: 'text', val: string, }",
    "export interface ValueTexts { tag: 'texts', val: Array<string>, }",
    "export type Dimension = DimensionFixed | DimensionNamed",
    "export type ErrorCode = ErrorCodeInvalid | ErrorCodeUnsupported | ErrorCodeOutOfMemory | ErrorCodeFailed | ErrorCodeInternal",
    "export type Presence = PresenceRequired | PresenceOptional | PresenceDefault",
    "export type TensorType = 'bool' | 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'fp16' | 'bf16' | 'fp32' | 'fp64' | 'complex64' | 'complex128'",
    "export type Value = ValueBoolean | ValueInteger | ValueNumber | ValueText | ValueNumbers | ValueTexts | ValueJson",
    "export type ValueKind = 'boolean' | 'integer' | 'number' | 'text' | 'numbers' | 'texts' | 'json'"
  ]
};
