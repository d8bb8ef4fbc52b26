// Generated from wit/ by `npm run generate`. Do not edit.
/** @module Interface polyray:compute/executor@0.1.0 **/
/**
 * The executor's name: `cpp`, `ml`.
 */
export function name(): string;
/**
 * Its version, by Semantic Versioning.
 */
export function version(): string;
/**
 * Everything it can do. The same list for the life of the instance; a host asks once.
 */
export function operations(): Array<Operation>;
/**
 * Runs one operation to its end. Never called again after a trap.
 */
export function execute(request: Request): Response;
export type Request = import('./polyray-compute-types.js').Request;
export type Response = import('./polyray-compute-types.js').Response;
export type ErrorCode = import('./polyray-compute-types.js').ErrorCode;
export type Operation = import('./polyray-compute-types.js').Operation;
