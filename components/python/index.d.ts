import type { PackagedExecutor } from 'polyray';
import type { PythonOperations } from './generated/operations.d.ts';

export type { PythonOperations } from './generated/operations.d.ts';

/** CPython beside a component: as powerful as the program that loads it. */
export declare const python: PackagedExecutor<PythonOperations>;
