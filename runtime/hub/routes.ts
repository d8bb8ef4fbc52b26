import type { Failure, Id } from '../coordinator/events.ts';
import type { ExecutorEntry, ExecutorTable, ExecutorVersion } from '../coordinator/executor-table.ts';

/** Where a route leads at present. */
interface Target {
  readonly pool: Id;
  readonly canary?: Id | undefined;
  readonly share: number;
  /** Of the next job, what is the canary's. */
  due: number;
}

/** How a range picks among versions: `satisfying`, where it is loaded. */
export type Pick = (versions: readonly ExecutorVersion[], range: string) => ExecutorVersion | undefined;

interface Range {
  readonly name: string;
  readonly range: string;
  readonly client: Id;
  readonly pick: Pick;
}

/**
 * What the names of executors stand for. Every job passes here in the order in which it reaches the hub, so that a change
 * of the table divides jobs in two: those before it go to the old version, those after it to the new one, and none between.
 */
export class Routes {
  #table: ExecutorTable;
  /** Names by the routes to their defaults. */
  readonly #names = new Map<Id, string>();
  readonly #ranges = new Map<Id, Range>();
  readonly #targets = new Map<Id, Target | Failure>();

  constructor(table: ExecutorTable) {
    this.#table = table;
    this.set(table);
  }

  get table(): ExecutorTable {
    return this.#table;
  }

  /** @returns versions that were not there before */
  set(table: ExecutorTable): ExecutorVersion[] {
    const before = new Set(this.#table.entries.flatMap(({ versions }) => versions.map(({ pool }) => pool)));
    this.#table = table;
    for (const { name, route } of table.entries) this.#names.set(route, name);
    for (const [route, name] of this.#names) this.#aim(route, this.#toDefault(name));
    for (const [route, range] of this.#ranges) this.#aim(route, this.#toRange(range));
    return table.entries.flatMap(({ versions }) => versions.filter(({ pool }) => !before.has(pool)));
  }

  /** A client's own route to whatever satisfies a range. @returns why there is none at present */
  open(route: Id, range: Range): Failure | undefined {
    this.#ranges.set(route, range);
    const target = this.#toRange(range);
    this.#aim(route, target);
    return 'kind' in target ? target : undefined;
  }

  /** The pool for the next job; why there is none; or undefined for what is no route. */
  next(route: Id): Id | Failure | undefined {
    const target = this.#targets.get(route);
    if (target === undefined || 'kind' in target) return target;
    const { pool, canary, share } = target;
    if (canary === undefined) return pool;
    target.due += share;
    if (target.due < 1) return pool;
    target.due--;
    return canary;
  }

  /** The pool for what stays where it begins: none that is on trial. What is no route stands for itself. */
  standing(route: Id): Id | Failure {
    const target = this.#targets.get(route);
    if (target === undefined || 'kind' in target) return target ?? route;
    return target.pool;
  }

  /** Every pool that a job may go to at present. */
  pools(route: Id): readonly Id[] {
    const target = this.#targets.get(route);
    if (target === undefined || 'kind' in target) return target === undefined ? [route] : [];
    return target.canary === undefined ? [target.pool] : [target.pool, target.canary];
  }

  /** A thread is gone, and with it its routes. */
  forget(client: Id): void {
    for (const [route, range] of this.#ranges) {
      if (range.client !== client) continue;
      this.#ranges.delete(route);
      this.#targets.delete(route);
    }
  }

  /** What a share has left goes on, where the target is the same. */
  #aim(route: Id, target: Target | Failure): void {
    const present = this.#targets.get(route);
    if (present !== undefined && 'due' in present && 'due' in target && present.canary === target.canary) target.due = present.due;
    this.#targets.set(route, target);
  }

  #entry(name: string): ExecutorEntry | undefined {
    return this.#table.entries.find((entry) => entry.name === name);
  }

  #toDefault(name: string): Target | Failure {
    const entry = this.#entry(name);
    if (entry === undefined) return this.#missing(name);
    return { pool: entry.default, canary: entry.canary?.pool, share: entry.canary?.share ?? 0, due: 0 };
  }

  /** Of a version on trial a range gets what is due to it where it would get the one that this is to replace. */
  #toRange({ name, range, pick }: Range): Target | Failure {
    const entry = this.#entry(name);
    if (entry === undefined) return this.#missing(name);
    const { versions, canary } = entry;
    const found = pick(
      versions.filter(({ pool }) => pool !== canary?.pool),
      range,
    );
    if (found === undefined) {
      const known = versions.map(({ version }) => version).join(', ');
      const message = `Cannot use executor "${name}": no version satisfies ${JSON.stringify(range)}; there are ${known}`;
      return { kind: 'no-executor', message };
    }
    const tried = versions.find(({ pool }) => pool === canary?.pool);
    const onTrial = found.pool === entry.default && tried !== undefined && pick([tried], range) !== undefined;
    return { pool: found.pool, canary: onTrial ? tried.pool : undefined, share: onTrial ? canary!.share : 0, due: 0 };
  }

  #missing(name: string): Failure {
    const known = this.#table.entries.map((entry) => entry.name).join(', ') || 'none';
    return { kind: 'no-executor', message: `Cannot use executor "${name}": it was unloaded; this host has ${known}` };
  }
}
