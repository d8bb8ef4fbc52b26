import type { PackagedExecutor } from 'polyray';
import type { PythonOperations } from './generated/operations.d.ts';

export type { PythonOperations } from './generated/operations.d.ts';

/** CPython beside a component: as powerful as the program that loads it. */
export declare const python: PackagedExecutor<PythonOperations>;

/**
 * The same, for pages that serve Pyodide's files from a place of their own.
 *
 * @param places `pyodide`: the folder with the files of the npm package `pyodide`, with a slash at its end. Default: beside
 *   this package, as npm lays them
 */
export declare function pythonFrom(places: { readonly pyodide: URL | string }): PackagedExecutor<PythonOperations>;
