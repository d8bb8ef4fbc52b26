// The public API of polyray/check.
export type { FreeVariable } from '../errors.ts';
export { checkFunction } from './check-function.ts';
export { freeVariables } from './free-variables.ts';
