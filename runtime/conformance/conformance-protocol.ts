import type { ExecutorPackage } from '../executor/executor-package.ts';
import type { SubjectFile } from './requests-file.ts';

/** What the thread of a conformance run is told, once. */
export interface ConformanceJob {
  readonly package: ExecutorPackage;
  readonly requests: SubjectFile;
  /** Cases to leave out, by their number: they were run before. */
  readonly done: number;
}

export type ConformanceReport =
  /** The cases in their order, and what cannot be tried. */
  | { readonly kind: 'plan'; readonly cases: readonly string[]; readonly untried: readonly string[] }
  | { readonly kind: 'began'; readonly index: number }
  | { readonly kind: 'ended'; readonly index: number; readonly ms: number; readonly error: string | undefined }
  | { readonly kind: 'finished' }
  /** There is no plan. */
  | { readonly kind: 'failed'; readonly error: string };
