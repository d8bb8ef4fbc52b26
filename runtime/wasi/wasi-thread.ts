import type { Output } from './cli/line-output.ts';

/** What grants need of the thread that they are used in. */
export interface WasiThread {
  /** It may sleep. */
  readonly mayBlock: boolean;
  /** Whether what runs is to stop: asked while the component sleeps. */
  readonly told?: (() => boolean) | undefined;
  /** Takes what the component prints. */
  readonly print: (output: Output) => void;
}
