import type { PackagedExecutor } from 'polyray';
import type { CandleOperations } from './generated/operations.d.ts';

export type { CandleOperations } from './generated/operations.d.ts';

/** The candle executor: where its bytes are. */
export declare const candle: PackagedExecutor<CandleOperations>;
