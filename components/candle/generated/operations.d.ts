// Generated from the component's declarations by `npm run generate`. Do not edit.
import type { Tensor, TensorData, TensorType } from 'polyray';

/** The calls of the executor, by operation. */
export type CandleOperations = {
  /** The product of two matrices, in single precision. */
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
  /** Loads a sentence-embedding BERT; one of the same name is replaced. */
  "model.load": {
    parameters: {
      /** The name to keep the model under, in this instance. */
      readonly model: string;
      /** The model's `config.json`, as Hugging Face's BertModel has it. */
      readonly config: unknown;
    };
    inputs: {
      /** The bytes of the model's safetensors file. [bytes] */
      readonly weights: Uint8Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'u8' };
    };
    values: {
      /** The memory that the model holds. In B. */
      readonly bytes: number | bigint;
    };
    outputs: {};
  };
  /** The embedding of each sentence: the mean of the model's last layer over its tokens. */
  "model.run": {
    parameters: {
      /** The name under which the model was loaded. */
      readonly model: string;
      /** Whether to scale each embedding to length 1. Default true. */
      readonly normalize?: boolean;
    };
    inputs: {
      /** The tokens of each sentence, by their numbers in the vocabulary. [batch, length] */
      readonly tokens: Uint32Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'u32' };
      /** 1 where there is a token, 0 where a row is only filled up; every row has a token. Ones where it is absent. [batch, length] */
      readonly mask?: Uint8Array | { readonly data: TensorData; readonly dimensions?: readonly number[] | Uint32Array; readonly type?: 'u8' };
    };
    values: {};
    outputs: {
      /** One for each sentence. [batch, width] */
      readonly embeddings: Tensor<'fp32'>;
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
