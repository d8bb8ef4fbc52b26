import type { PackagedExecutor } from 'polyray';
import type { MlOperations } from './generated/operations.d.ts';

export type { MlOperations } from './generated/operations.d.ts';

/** The ML executor: where its bytes are. Sealed; takes the relaxed SIMD build where the engine has it. */
export declare const ml: PackagedExecutor<MlOperations>;
