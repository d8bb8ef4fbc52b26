import fs from 'node:fs';

/** What a browser cannot pass: cases of some runs, or the runs themselves. */
export interface LeftOut {
  /** A part of the runs' names. */
  readonly run: string;
  /** A part of the cases' names; absent: all of them, which are not even opened. */
  readonly cases?: string;
  readonly why: string;
}

/** Each is printed as left out, and none counts as passed. docs/platforms.md has it as a table. */
export function leftOut(browser: string): readonly LeftOut[] {
  const all = JSON.parse(fs.readFileSync(new URL('left-out.json', import.meta.url), 'utf8')) as Readonly<
    Record<string, readonly LeftOut[]>
  >;
  return all[browser] ?? [];
}
