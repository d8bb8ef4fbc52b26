// Generated from the component's declarations by `npm run generate`. Do not edit.
import type { Tensor, TensorData, TensorType } from 'polyray';

/** The calls of the executor, by operation. */
export type MlOperations = {
  /** The product of two matrices, in single precision: product[i][j] is the sum over k of a[i][k] b[k][j]. */
  "tensor.matmul": {
    parameters: {};
    inputs: {
      /** The left matrix. [m, k] */
      readonly a: Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp32' };
      /** The right matrix. [k, n] */
      readonly b: Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp32' };
    };
    values: {};
    outputs: {
      /** a times b; zeros where k is 0. [m, n] */
      readonly product: Tensor<'fp32'>;
    };
  };
  /** The softmax of each row: y = exp(scale x) / sum(exp(scale x)), computed without overflow. */
  "tensor.softmax": {
    parameters: {
      /** Multiplies x first: an inverse temperature. At least -1e+38. At most 1e+38. Default 1. */
      readonly scale?: number;
    };
    inputs: {
      /** The logits. [rows, columns] */
      readonly x: Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp32' };
    };
    values: {};
    outputs: {
      /** Rows that are not negative and sum to 1; NaN throughout a row that holds NaN or +infinity. [rows, columns] */
      readonly y: Tensor<'fp32'>;
    };
  };
  /** Appends a dense layer, activation(weight x + bias), to a model of this instance; its first layer creates the model. */
  "model.load": {
    parameters: {
      /** The name of the model: 1 to 255 bytes of UTF-8. */
      readonly model: string;
      /** What follows the layer; gelu is the exact one, softmax is over the outputs. Default "none". */
      readonly activation?: "none" | "relu" | "sigmoid" | "tanh" | "gelu" | "softmax";
    };
    inputs: {
      /** The weights; inputs must be the outputs of the layer before. [outputs, inputs] */
      readonly weight: Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp32' };
      /** What is added; zeros where it is absent. [outputs] */
      readonly bias?: Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp32' };
    };
    values: {
      /** How many layers the model has now. */
      readonly layers: number | bigint;
      /** The memory that the model holds now. In B. */
      readonly bytes: number | bigint;
    };
    outputs: {};
  };
  /** Runs a loaded model on a batch of rows, in single precision. */
  "model.run": {
    parameters: {
      /** The name under which the model was loaded. */
      readonly model: string;
      /** Whether to answer `error`: how well an autoencoder reproduces its input. Default false. */
      readonly compare?: boolean;
    };
    inputs: {
      /** The rows. [batch, features] */
      readonly x: Float32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'fp32' };
    };
    values: {};
    outputs: {
      /** What the last layer makes of each. [batch, outputs] */
      readonly y: Tensor<'fp32'>;
      /** The mean squared difference of y and x, row by row; only with `compare`. [batch] */
      readonly error?: Tensor<'fp32'>;
    };
  };
  /** Forgets a loaded model and frees its memory. */
  "model.drop": {
    parameters: {
      /** The name under which the model was loaded. */
      readonly model: string;
    };
    inputs: {};
    values: {
      /** The memory that it held. In B. */
      readonly bytes: number | bigint;
    };
    outputs: {};
  };
};
