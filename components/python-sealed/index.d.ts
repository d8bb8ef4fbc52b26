import type { PackagedExecutor } from 'polyray';
import type { PythonSealedOperations } from './generated/operations.d.ts';

export type { PythonSealedOperations } from './generated/operations.d.ts';

/** CPython inside a component that imports nothing: it computes, and can do nothing else. */
export declare const pythonSealed: PackagedExecutor<PythonSealedOperations>;
