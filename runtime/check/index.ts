// The public API of polyray/check. A program that imports it has every function and class that it gives to `remote` checked.
import { setFunctionCheck } from '../task/function-check.ts';
import { checkFunction } from './check-function.ts';

export type { FreeVariable } from '../errors.ts';
export { freeVariables } from './free-variables.ts';
export { checkFunction };

setFunctionCheck(checkFunction);
