// What the suites take from vitest, on any runtime: its own `expect`, and enough of the rest to run a file of tests. In
// the suites' copy for other runtimes this module stands in the place of vitest.
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  setState,
} from '@vitest/expect';

type Run = (...args: never[]) => unknown;
interface Options {
  readonly timeout?: number;
}

/** A test as it was declared, with what runs around it. */
interface Declared {
  readonly name: string;
  readonly run: () => unknown;
  readonly timeoutMs: number;
  readonly group: Group;
}

interface Group {
  readonly parent: Group | undefined;
  readonly name: string;
  readonly before: Run[];
  readonly after: Run[];
  readonly beforeEach: Run[];
  readonly afterEach: Run[];
  /** In the order in which they were declared; a group's own follow when it is opened. */
  readonly items: (Declared | { readonly group: Group; readonly open: () => unknown })[];
}

const defaultMs = 30_000;
const group = (name: string, parent?: Group): Group => ({ parent, name, before: [], after: [], beforeEach: [], afterEach: [], items: [] });
const top = group('');
let here = top;
let finished: Run[] = [];

export const beforeAll = (run: Run): unknown => here.before.push(run);
export const afterAll = (run: Run): unknown => here.after.push(run);
export const beforeEach = (run: Run): unknown => here.beforeEach.push(run);
export const afterEach = (run: Run): unknown => here.afterEach.push(run);
export const onTestFinished = (run: Run): unknown => finished.push(run);

function declare(name: string, first: Run | Options, second?: Run | number): void {
  const run = (typeof first === 'function' ? first : second) as () => unknown;
  const timeoutMs = typeof second === 'number' ? second : ((typeof first === 'function' ? undefined : first.timeout) ?? defaultMs);
  const path = [name];
  for (let at: Group | undefined = here; at !== undefined; at = at.parent) if (at.name !== '') path.unshift(at.name);
  here.items.push({ name: path.join(' > '), run, timeoutMs, group: here });
}

function declareGroup(name: string, open: () => unknown): void {
  here.items.push({ group: group(name, here), open });
}

/** Opens the groups, one after the other: they may take their time. */
async function collect(from: Group): Promise<Declared[]> {
  const found: Declared[] = [];
  for (const item of from.items) {
    if ('run' in item) {
      found.push(item);
      continue;
    }
    here = item.group;
    await item.open();
    found.push(...(await collect(item.group)));
  }
  return found;
}

/** A name of a table's row: `%s`, `%o` and the like stand for its values in turn, `$key` for a property. */
function named(form: string, row: readonly unknown[], index: number): string {
  let next = 0;
  return form
    .replaceAll(/%([sdifjo#%])/g, (all, kind: string) =>
      kind === '%' ? '%' : kind === '#' ? String(index) : next < row.length ? shown(row[next++]) : all,
    )
    .replaceAll(/\$(\w+(?:\.\w+)*)/g, (all, keys: string) => {
      const found = keys.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], row[0]);
      return found === undefined ? all : shown(found);
    });
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one)).slice(0, 60);
    } catch {
      return Object.prototype.toString.call(value);
    }
  }
  return String(value);
}

function each<Rest extends unknown[]>(one: (name: string, run: () => unknown, ...rest: Rest) => void) {
  return (table: readonly unknown[]) =>
    (name: string, run: Run, ...rest: Rest): void => {
      for (const [i, item] of table.entries()) {
        const row = Array.isArray(item) ? item : [item];
        one(named(name, row, i), () => run(...(row as never[])), ...rest);
      }
    };
}

export const test = Object.assign(declare, { each: each((name, run, timeout?: number) => declare(name, run, timeout)) });
export const describe = Object.assign(declareGroup, { each: each((name, run) => declareGroup(name, run)) });

/** Tries until it holds. */
const waitFor = async <T>(check: () => T, { timeout = 1000, interval = 50 } = {}): Promise<Awaited<T>> => {
  for (const end = performance.now() + timeout; ; ) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  }
};
export const vi = { waitFor };

chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
/** vitest's, with its messages. */
export const expect = Object.assign((value: unknown, message?: string) => {
  const { assertionCalls } = getState(expect as never);
  setState({ assertionCalls: assertionCalls + 1 }, expect as never);
  return chai.expect(value, message);
}, chai.expect);
Object.assign(globalThis, { [GLOBAL_EXPECT]: expect });
setState(
  { assertionCalls: 0, isExpectingAssertions: false, isExpectingAssertionsError: null, expectedAssertionsNumber: null },
  expect as never,
);
Object.assign(expect, (globalThis as { [ASYMMETRIC_MATCHERS_OBJECT]?: object })[ASYMMETRIC_MATCHERS_OBJECT]);

/** How a test went. */
export interface Outcome {
  readonly name: string;
  readonly ms: number;
  /** Undefined: well. */
  readonly error: unknown;
}

/**
 * Runs what was declared, in its order.
 *
 * @param report called after each
 * @param pattern only those whose names hold it
 * @returns the names of those that were left out
 */
export async function runDeclared(
  report: (outcome: Outcome) => void,
  pattern = '',
  leaveOut: (name: string) => boolean = () => false,
): Promise<readonly string[]> {
  const left: string[] = [];
  const open: Group[] = [];
  const close = async (until: readonly Group[]): Promise<void> => {
    while (open.length > 0 && !until.includes(open.at(-1)!)) for (const run of open.pop()!.after.reverse()) await attempt('afterAll', run);
  };
  const attempt = async (name: string, run: Run): Promise<void> => {
    const began = performance.now();
    try {
      await within(run as () => unknown, defaultMs);
    } catch (error) {
      report({ name, ms: performance.now() - began, error });
    }
  };
  for (const { name, run, timeoutMs, group: own } of await collect(top)) {
    if (!name.includes(pattern)) continue;
    if (leaveOut(name)) {
      left.push(name);
      continue;
    }
    const groups: Group[] = [];
    for (let at: Group | undefined = own; at !== undefined; at = at.parent) groups.unshift(at);
    await close(groups);
    const began = performance.now();
    let error: unknown;
    finished = [];
    try {
      for (const each of groups) {
        if (open.includes(each)) continue;
        open.push(each);
        for (const before of each.before) await within(before as () => unknown, defaultMs);
      }
      for (const each of groups) for (const before of each.beforeEach) await before();
      await within(run, timeoutMs);
    } catch (cause) {
      error = cause ?? new Error('It threw nothing');
    }
    try {
      for (const each of groups.toReversed()) for (const after of each.afterEach) await after();
      for (const after of finished.reverse()) await after();
    } catch (cause) {
      error ??= cause;
    }
    report({ name, ms: performance.now() - began, error });
  }
  await close([]);
  return left;
}

async function within(run: () => unknown, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took more than ${ms} ms`)), ms);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
