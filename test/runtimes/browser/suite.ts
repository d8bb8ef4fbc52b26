import type { OpenOptions } from '../../conformance/runtime/subject.ts';
import type { PageRunner } from './page-runner.ts';

/** How a suite is to run. */
export interface SuiteOptions {
  /** Of every runtime. */
  readonly init: OpenOptions;
}

/** A file of `suites/`. @returns what ends what cases share */
export type Suite = (runner: PageRunner, options: SuiteOptions) => () => Promise<void>;
