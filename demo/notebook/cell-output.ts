import type { SpeedUp } from './read-speed-up.ts';

/** What a cell has come to. */
export type CellEnd =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'value';
      /** As its language shows it. */
      readonly text: string;
      /** What it measured, where it is that. */
      readonly speedUp: SpeedUp | undefined;
    }
  | {
      readonly kind: 'error';
      /** The error's class and message. */
      readonly title: string;
      /** Its stack or traceback, as far as it says more. */
      readonly detail: string;
      /** Of the cell, from 1; undefined where it did not come from a line of it. */
      readonly line: number | undefined;
    };

/** What a cell prints while it runs. */
export interface Printed {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** What a session posts: what the cell of this number prints. */
export interface CellPrinted extends Printed {
  readonly cell: number;
}
