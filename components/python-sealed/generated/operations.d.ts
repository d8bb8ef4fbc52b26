// Generated from the component's declarations by `npm run generate`. Do not edit.
import type { Tensor, TensorData, TensorType } from 'polyray';

/** The calls of the executor, by operation. */
export type PythonSealedOperations = {
  /** Runs one function of a Python module given as text, in a fresh namespace, and returns its result. */
  "run": {
    parameters: {
      /** The module's text. */
      readonly source: string;
      /** The function to call, by its name in the module. Default "main". */
      readonly function?: string;
      /** A JSON array of positional arguments, which follow the tensors, or a JSON object of keyword arguments. Default []. */
      readonly arguments?: unknown;
    };
    inputs: {
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly a?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly b?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly c?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly d?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly e?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly f?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly g?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly h?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
    };
    values: {
      /** What the function returned, null where that was nothing or tensors only. */
      readonly result: unknown;
      /** What was printed, at most 1 Mi characters and a note on how many are missing. */
      readonly stdout: string;
    };
    outputs: {
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly a?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly b?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly c?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly d?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly e?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly f?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly g?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly h?: Tensor<TensorType>;
    };
  };
  /** Calls a function of a module that can be imported: of the standard library, or of a package that was laid. */
  "call": {
    parameters: {
      /** The module's full name, such as `statistics` or `urllib.parse`. */
      readonly module: string;
      /** The function to call, by its name in the module; a dot leads into a class. */
      readonly function: string;
      /** A JSON array of positional arguments, which follow the tensors, or a JSON object of keyword arguments. Default []. */
      readonly arguments?: unknown;
    };
    inputs: {
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly a?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly b?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly c?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly d?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly e?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly f?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly g?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
      /** Passed before the arguments, in the order of the ports: a memoryview of its format and shape. */
      readonly h?: TensorData | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: TensorType };
    };
    values: {
      /** What the function returned, null where that was nothing or tensors only. */
      readonly result: unknown;
      /** What was printed, at most 1 Mi characters and a note on how many are missing. */
      readonly stdout: string;
    };
    outputs: {
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly a?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly b?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly c?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly d?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly e?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly f?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly g?: Tensor<TensorType>;
      /** A returned buffer or Tensor, or those of a returned tuple in their order. */
      readonly h?: Tensor<TensorType>;
    };
  };
  /** Says what the interpreter is. */
  "info": {
    parameters: {};
    inputs: {};
    values: {
      /** Of Python, such as 3.14.2. */
      readonly version: string;
      /** What it was built for. */
      readonly platform: string;
      /** A JSON object: the version of each package that was laid, by its name. */
      readonly packages: unknown;
    };
    outputs: {};
  };
};
