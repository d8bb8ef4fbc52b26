import type { Runner } from '../../../runtime/conformance/runner.ts';

/** What the page tells whoever drives the browser. */
export type Report =
  /** It was loaded. */
  | { readonly kind: 'begin'; readonly isolated: boolean }
  | { readonly kind: 'passed' | 'failed'; readonly name: string; readonly ms: number; readonly error?: string }
  /** It was told not to run it. */
  | { readonly kind: 'left out'; readonly name: string; readonly part: string }
  /** Nothing is left to run. */
  | { readonly kind: 'end' };

/** The longest that one case may take. */
const caseMs = 150_000;

/** Runs cases one after the other, as they were given, and reports each. */
export class PageRunner implements Runner {
  readonly #cases: { readonly name: string; readonly run: () => void | Promise<void> }[] = [];
  readonly #report: (report: Report) => void;

  constructor(report: (report: Report) => void) {
    this.#report = report;
  }

  readonly test = (name: string, run: () => void | Promise<void>): void => {
    this.#cases.push({ name, run });
  };

  assert(condition: boolean, message: string): asserts condition {
    if (!condition) throw new Error(`Not so: ${message}`);
  }

  /**
   * @param only a part of the names of the cases to run
   * @param without parts of the names of those that are not run
   */
  async run(only: string, without: readonly string[]): Promise<void> {
    for (const { name, run } of this.#cases) {
      if (!name.includes(only)) continue;
      const part = without.find((one) => name.includes(one));
      if (part !== undefined) {
        this.#report({ kind: 'left out', name, part });
        continue;
      }
      const began = performance.now();
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error(`it took longer than ${caseMs} ms`)), caseMs);
      try {
        await Promise.race([run(), late.promise]);
        this.#report({ kind: 'passed', name, ms: performance.now() - began });
      } catch (error) {
        this.#report({ kind: 'failed', name, ms: performance.now() - began, error: explain(error) });
      } finally {
        clearTimeout(timer);
      }
    }
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\n  because of ${explain(error.cause)}`;
  const what = `${error.name}: ${error.message}`;
  const stack = error.stack ?? '';
  // only V8's begin with the message
  return `${stack.startsWith(error.name) ? stack : `${what}\n${stack}`}${cause}`;
}
