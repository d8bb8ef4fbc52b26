// Generated from wit/ by `npm run generate`. Do not edit.
/** @module Interface polyray:compute/chain@0.1.0 **/
/**
 * Runs the stages in order; the first error ends the chain.
 */
export function run(stages: Array<Stage>, inputs: Array<NamedTensor>, outputs: Array<Binding>): ChainResponse;
export type NamedValue = import('./polyray-compute-types.js').NamedValue;
export type NamedTensor = import('./polyray-compute-types.js').NamedTensor;
export type ErrorCode = import('./polyray-compute-types.js').ErrorCode;
/**
 * An output of an earlier stage.
 */
export interface StagePort {
  /**
   * Index of the stage, from 0; less than that of the stage which reads it.
   */
  stage: number,
  /**
   * The name of its output.
   */
  port: string,
}
/**
 * Where a tensor comes from.
 */
export type Source =
  | {
    /**
     * One of the chain's own inputs, by name.
     */
    tag: 'input',
    val: string,
  }
  | {
    /**
     * What an earlier stage made.
     */
    tag: 'stage',
    val: StagePort,
  };
/**
 * Where the tensor called `name` comes from.
 */
export interface Binding {
  /**
   * The stage's input port, or the name among the chain's outputs.
   */
  name: string,
  /**
   * The origin.
   */
  source: Source,
}
/**
 * One operation of the chain.
 */
export interface Stage {
  /**
   * The name of one of the executor's operations.
   */
  operation: string,
  /**
   * Parameters as the operation declares them.
   */
  parameters: Array<NamedValue>,
  /**
   * A binding for each input port that is given.
   */
  inputs: Array<Binding>,
}
/**
 * What a chain answers.
 */
export interface ChainResponse {
  /**
   * The values of each stage, in the order of the stages.
   */
  values: Array<Array<NamedValue>>,
  /**
   * The outputs, named as the request's bindings name them.
   */
  outputs: Array<NamedTensor>,
}
/**
 * Why a chain has no answer, and where it stopped.
 */
export interface ChainError {
  /**
   * Index of the stage; equal to the number of stages when the request's own `outputs` are at fault.
   */
  stage: number,
  /**
   * What `execute` would have said.
   */
  error: ErrorCode,
}
