import type { PackagedExecutor } from 'polyray';
import type { CppOperations } from './generated/operations.d.ts';

export type { CppOperations } from './generated/operations.d.ts';

/** The C++ executor, signal processing on FFTW: where its bytes are. Sealed. */
export declare const cpp: PackagedExecutor<CppOperations>;
