import type {
  ActorState,
  Cell,
  ExecutorState,
  Inspection,
  ObjectState,
  ResourceState,
  StoreState,
  Tables,
  TaskState,
  WorkerState,
} from '../coordinator/inspection.ts';
import { ObjectID } from '../id/object-id.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { inspect } from '../task/inspect.ts';
import type { Runtime } from '../task/runtime.ts';
import { checkKeys, isCount } from '../task/task-options.ts';

/** What to list. */
export interface ListOptions<T> {
  /** Rows with these values only. */
  readonly filters?: Partial<T> | undefined;
  /** Rows at most; at least 1. Default 1000. */
  readonly limit?: number | undefined;
}

/** A version of an executor: what it does, and what it may. */
export interface ListedExecutor extends ExecutorState {
  /** Undefined, as `grants` is, while it is not registered, or not any more. */
  readonly trust: 'sealed' | 'granted' | 'isolated' | 'trusted' | 'native' | undefined;
  /** What its component may reach, in words; empty: nothing. */
  readonly grants: readonly string[] | undefined;
  /** What it may use: see `ExecutorLimits`. */
  readonly limits: Readonly<Record<string, number | string>> | undefined;
}

/** How many rows of a table are alike. */
export type Counts<T, K extends keyof T> = Pick<T, K> & { readonly count: number };

/** How many there are of what. */
export interface StateSummary {
  readonly tasks: Counts<TaskState, 'name' | 'state'>[];
  readonly objects: (Counts<ObjectState, 'state' | 'where'> & { readonly bytes: number })[];
  readonly actors: Counts<ActorState, 'className' | 'state'>[];
  readonly workers: (Counts<WorkerState, 'pool' | 'state'> & { readonly bytes: number })[];
  readonly store: StoreState;
  readonly resources: ResourceState[];
}

/** The columns that hold numbers inside a runtime and hexadecimal digits outside. */
const idColumns = new Set(['taskId', 'parentTaskId', 'objectId', 'actorId']);

/**
 * What a runtime does: `ray.state`, or `state` in the driver and in tasks. Tasks are listed until they are done, objects
 * until they are freed, and actors until nobody has a handle on them. Each question looks at everything of its kind while
 * nothing else is scheduled: some milliseconds per ten thousand.
 */
export class RuntimeState {
  readonly #runtime: () => Runtime;

  /** @internal */
  constructor(runtime: () => Runtime) {
    this.#runtime = runtime;
  }

  /** Tasks, calls of actors and creations of actors that are not done. */
  listTasks(options: ListOptions<TaskState> = {}): Promise<TaskState[]> {
    return this.#list('tasks', options);
  }

  /** Objects that have a value, or will have one. */
  listObjects(options: ListOptions<ObjectState> = {}): Promise<ObjectState[]> {
    return this.#list('objects', options);
  }

  /** Actors on which there are handles. */
  listActors(options: ListOptions<ActorState> = {}): Promise<ActorState[]> {
    return this.#list('actors', options);
  }

  /** Threads that run tasks and actors. */
  listWorkers(options: ListOptions<WorkerState> = {}): Promise<WorkerState[]> {
    return this.#list('workers', options);
  }

  /** Versions of executors: those that are there, and those that are to end. */
  async listExecutors(options: ListOptions<ExecutorState> = {}): Promise<ListedExecutor[]> {
    const rows = await this.#list('executors', options);
    const versions = this.#runtime().executors.entries.flatMap((entry) => entry.versions);
    return rows.map((row) => {
      const { trust, grants, limits } = versions.find(({ pool }) => pool === row.pool) ?? {};
      return { ...row, trust, grants, limits };
    });
  }

  /** How many there are of which kind, and what the store and the resources have left. */
  async summary(): Promise<StateSummary> {
    const { core } = this.#runtime();
    const [tasks, objects, actors, workers, [store], resources] = await Promise.all([
      inspect(core, { table: 'tasks', groupBy: ['name', 'state'] }),
      inspect(core, { table: 'objects', groupBy: ['state', 'where'] }),
      inspect(core, { table: 'actors', groupBy: ['className', 'state'] }),
      inspect(core, { table: 'workers', groupBy: ['pool', 'state'] }),
      inspect(core, { table: 'store' }),
      inspect(core, { table: 'resources' }),
    ]);
    return { tasks, objects, actors, workers, store, resources } as unknown as StateSummary;
  }

  async #list<T extends keyof Tables<string>>(table: T, options: ListOptions<Tables<string>[T]>): Promise<Tables<string>[T][]> {
    checkKeys(options, ['filters', 'limit']);
    const { filters = {}, limit = 1000 } = options;
    if (!isCount(limit, 1, Number.MAX_SAFE_INTEGER))
      throw new RangeError(`limit must be a whole number of at least 1, is ${String(limit)}`);
    const { core } = this.#runtime();
    const rows = await inspect(core, { table, where: toNumbers(core, filters), limit } as Inspection);
    return rows.map((row) => toHex(core, row)) as never;
  }
}

function toHex(core: CoreWorker, row: Readonly<Record<string, Cell>>): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [
      column,
      idColumns.has(column) && typeof cell === 'number' ? core.objectId(cell).toHex() : cell,
    ]),
  );
}

/** Filters as the coordinator compares them. */
function toNumbers(core: CoreWorker, filters: object): Record<string, Cell> {
  const where: Record<string, Cell> = {};
  for (const [column, value] of Object.entries(filters)) {
    if (value === undefined) continue;
    where[column] = idColumns.has(column) && value !== null ? core.numberOfId(ObjectID.fromHex(String(value))) : value;
  }
  return where;
}
