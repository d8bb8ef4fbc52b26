import type { Failure, Id, PoolSpec } from '../coordinator/events.ts';
import type { ExecutorEntry, ExecutorTable } from '../coordinator/executor-table.ts';
import { ExecutorNotFoundError, ExecutorRegisteredError, PolyrayError } from '../errors.ts';
import { describeGrants } from '../executor/executor-grants.ts';
import { describeLimits, settleLimits } from '../executor/executor-limits.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { type ExecutorSource, executorSource } from '../hub/executor-source.ts';
import type { Logger } from '../logger.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import type { Described } from '../worker/dispatcher.ts';
import { PoolDispatcher } from '../worker/pool-dispatcher.ts';
import { checkPackage } from './check-package.ts';
import type { ExecutorEvent } from './executor-event.ts';
import { executorOf } from './executor-of.ts';
import { executorPool, type RegistryTraits, type SettledPackage } from './executor-pool.ts';
import type { ExecutorWatch } from './executor-watch.ts';
import type { Name, Version } from './name.ts';
import { checkReplaceOptions, type Replaced, type ReplaceOptions } from './replace-options.ts';
import { Replacement } from './replacement.ts';

/** What the registry needs of its driver. */
export interface RegistryHost {
  readonly core: CoreWorker;
  readonly logger: Logger;
  /** Takes what happens to executors. */
  readonly watch: ExecutorWatch;
  /** Says where the bytes behind a pool are. */
  provide(source: ExecutorSource): void;
}

/** How an executor is to be registered. */
export interface RegisterOptions {
  /** Default: the package's own. */
  readonly name?: string;
  /** A semantic version. Default: the package's own. */
  readonly version?: string;
  /** Whether the name stands for this version from now on. Default: only where it is the first. */
  readonly default?: boolean;
}

/** What was registered. */
export interface Registered {
  readonly name: string;
  readonly described: Described;
}

interface Started extends Version {
  readonly described: Described;
}

/** What is to go. */
export interface UnloadOptions {
  /** Default: every version of the name. */
  readonly version?: string;
  /** How long what runs and waits may take, in ms; then it fails. Default: as long as it takes. */
  readonly graceMs?: number;
}

/** Which executors there are, by name and version: the driver's word, which the hub and all threads follow. */
export class Registry {
  /** What stands for what the table names. */
  readonly executorOf = executorOf;
  readonly #names = new Map<string, Name>();
  /** Names keep their route for good, so that whoever holds a handle finds what comes back under the name. */
  readonly #routes = new Map<string, Id>();
  readonly #traits: RegistryTraits;
  readonly #replacements = new Map<string, Replacement>();
  /** What is being done to a name. */
  readonly #busy = new Map<string, Promise<void>>();
  #host: RegistryHost | undefined;
  #serial = 0;
  #table: ExecutorTable;

  /** @param newId gives the driver's first numbers */
  constructor(packages: Readonly<Record<string, ExecutorPackage>>, traits: RegistryTraits, newId: () => Id) {
    this.#traits = traits;
    for (const [name, source] of Object.entries(packages))
      this.#add(name, { pool: newId(), version: source.version, source: this.#settled(source) }, newId);
    this.#table = this.#makeTable();
  }

  get table(): ExecutorTable {
    return this.#table;
  }

  /** What the hub starts with. */
  get pools(): PoolSpec[] {
    return this.#each(({ name }, { pool, version, source }) => executorPool(pool, name, version, source, this.#traits));
  }

  get sources(): ExecutorSource[] {
    return this.#each(({ name }, { pool, version, source }) => executorSource(pool, name, { ...source, version }));
  }

  attach(host: RegistryHost): void {
    this.#host = host;
    for (const { name, versions } of this.#names.values()) for (const version of versions) this.#emitLoaded(name, version);
  }

  #emitLoaded(executor: string, { version, source: { trust, grants, limits } }: Version): void {
    this.emit({
      event: 'executor-loaded',
      executor,
      version,
      trust,
      grants: describeGrants(grants),
      limits: describeLimits(limits, trust),
    });
  }

  /** Registers a version, once it has said what it does. @returns its name, and what that was */
  async load(source: ExecutorPackage, options: RegisterOptions = {}): Promise<Registered> {
    checkPackage(source, 'source', this.#traits.allowNative);
    const { name = source.name, version = source.version } = options;
    await checkName(name, version);
    return this.#alone(name, async () => {
      this.#checkFree(name, version);
      const loaded = await this.start(name, version, source);
      const present = this.#names.get(name);
      if (present === undefined) this.#add(name, loaded);
      else present.versions.push(loaded);
      if (options.default === true) this.#names.get(name)!.default = loaded;
      return this.#loaded(name, loaded);
    });
  }

  #loaded(name: string, { version, described }: Started): Registered {
    this.tell();
    if (this.#names.get(name)!.default.version === version) this.emit({ event: 'executor-default', executor: name, version });
    return { name, described };
  }

  /**
   * Puts a version in the place of a name's default, and back when something speaks against it.
   *
   * @throws {ExecutorReplacementError} when the old version stays
   */
  async replace(name: string, source: ExecutorPackage, options: ReplaceOptions = {}): Promise<Replaced> {
    this.find(name);
    checkPackage(source, 'source', this.#traits.allowNative);
    checkReplaceOptions(options);
    const { version = source.version } = options;
    await checkName(name, version);
    return this.#alone(name, async () => {
      const entry = this.find(name);
      const from = entry.default;
      const replaced = await this.#replace(entry, version, source, options);
      entry.history.push(from);
      if (entry.history.length > mostHistory) entry.history.shift();
      return replaced;
    });
  }

  /**
   * Ends a replacement that is under way; otherwise puts what the name stood for before its last replacement in its place
   * again.
   */
  async rollback(name: string): Promise<void> {
    this.find(name);
    const present = this.#replacements.get(name);
    if (present !== undefined) {
      present.withdraw('the program withdrew the replacement');
      await this.#busy.get(name);
      return;
    }
    await this.#alone(name, async () => {
      const entry = this.find(name);
      const last = entry.history.at(-1);
      if (last === undefined) throw new ExecutorNotFoundError(`Cannot roll back executor "${name}": it was never replaced`);
      const beside = entry.versions.find(({ version }) => version === last.version);
      if (beside === undefined) await this.#replace(entry, last.version, last.source, { requests: 0 });
      else this.#makeDefault(entry, beside); // it was loaded again since
      entry.history.pop();
    });
  }

  async #replace(entry: Name, version: string, source: ExecutorPackage, options: ReplaceOptions): Promise<Replaced> {
    this.#checkFree(entry.name, version);
    const replacement = new Replacement(this, this.#running().core, entry, options);
    this.#replacements.set(entry.name, replacement);
    try {
      return await replacement.run(version, source);
    } finally {
      this.#replacements.delete(entry.name);
    }
  }

  emit(event: ExecutorEvent): void {
    this.#running().watch.emit(event);
  }

  /** Makes a version the one that its name stands for. */
  setDefault(name: string, version: string): Promise<void> {
    this.find(name);
    return this.#alone(name, async () => {
      const entry = this.find(name);
      this.#makeDefault(entry, findVersion(entry, version));
    });
  }

  #makeDefault(entry: Name, version: Version): void {
    entry.default = version;
    this.tell();
    this.emit({ event: 'executor-default', executor: entry.name, version: version.version });
  }

  /** Resolves when what was asked before is done, and all that belonged to the version is gone. */
  unload(name: string, { version, graceMs = Number.POSITIVE_INFINITY }: UnloadOptions = {}): Promise<void> {
    if (!(graceMs >= 0)) throw new RangeError(`graceMs must be at least 0, is ${String(graceMs)}`);
    this.find(name);
    this.#replacements.get(name)?.withdraw('it is unloaded');
    return this.#alone(name, async () => {
      const entry = this.find(name);
      const going = version === undefined ? [...entry.versions] : [findVersion(entry, version)];
      for (const one of going) entry.versions.splice(entry.versions.indexOf(one), 1);
      const last = entry.versions.at(-1);
      if (last === undefined) this.#names.delete(name);
      else if (going.includes(entry.default)) entry.default = last;
      this.tell();
      await Promise.all(going.map((one) => this.end(name, one, graceMs)));
    });
  }

  /** @throws {ExecutorNotFoundError} */
  find(name: string): Name {
    const entry = this.#names.get(name);
    if (entry !== undefined) return entry;
    throw new ExecutorNotFoundError(`Cannot find executor "${name}": this host has ${[...this.#names.keys()].join(', ') || 'none'}`);
  }

  /**
   * Starts workers for a version, and asks what it does. Nothing else knows of it yet.
   *
   * @param wanted when it is aborted, the workers end
   */
  async start(
    name: string,
    version: string,
    given: ExecutorPackage,
    { inherits, wanted }: { readonly inherits?: Id; readonly wanted?: AbortSignal } = {},
  ): Promise<Started> {
    const { core, provide } = this.#running();
    const source = this.#settled(given);
    const pool = core.newId();
    provide(executorSource(pool, name, { ...source, version }));
    core.channel.send({ type: 'open', pool: executorPool(pool, name, version, source, this.#traits) });
    const started = { pool, version, source, inherits };
    const close = () => core.channel.send({ type: 'close', pool, reason: { kind: 'no-executor', message: 'It is not wanted any more' } });
    wanted?.addEventListener('abort', close);
    try {
      const described = await this.dispatcher(name, started).describe();
      this.#emitLoaded(name, started);
      return { ...started, described };
    } catch (error) {
      await this.end(name, started);
      throw error;
    } finally {
      wanted?.removeEventListener('abort', close);
    }
  }

  /** Jobs for one version, whatever the name stands for. */
  dispatcher(name: string, { pool, source }: Version): PoolDispatcher {
    const { core, logger } = this.#running();
    return new PoolDispatcher({ executor: name, pool, core, logger, timeoutMs: () => source.limits.timeoutMs });
  }

  /** Lets a version end that gets nothing new; resolves when its workers are gone. */
  async end(name: string, { pool, version }: Version, graceMs = Number.POSITIVE_INFINITY): Promise<void> {
    const { core } = this.#running();
    const reason: Failure = { kind: 'no-executor', message: `Executor "${name}" ${version} was unloaded` };
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      const { request } = core.ask(() => resolve(), 'thread');
      core.channel.send({ type: 'drain', pool, request, reason });
      if (graceMs < longestMs) timer = setTimeout(() => core.channel.send({ type: 'close', pool, reason }), graceMs);
    });
    clearTimeout(timer);
    if (!core.closed) this.emit({ event: 'executor-unloaded', executor: name, version });
  }

  /** Says what there is now. */
  tell(): void {
    this.#table = this.#makeTable();
    this.#running().core.channel.send({ type: 'executors', table: this.#table });
  }

  /** With every limit as it holds here. */
  #settled(source: ExecutorPackage): SettledPackage {
    return { ...source, limits: settleLimits(source.limits, this.#traits.hardKill, source.imports === undefined) };
  }

  /** One thing at a time is done to a name, in the order in which it was asked for: what comes later finds what came of it. */
  #alone<T>(name: string, run: () => Promise<T>): Promise<T> {
    const done = (this.#busy.get(name) ?? Promise.resolve()).then(run);
    const over = done.then(
      () => {},
      () => {},
    );
    this.#busy.set(name, over);
    void over.then(() => {
      if (this.#busy.get(name) === over) this.#busy.delete(name);
    });
    return done;
  }

  #running(): RegistryHost {
    if (this.#host === undefined) throw new PolyrayError('Cannot use the registry: the runtime has not started');
    return this.#host;
  }

  #checkFree(name: string, version: string): void {
    if (this.#names.get(name)?.versions.some((one) => one.version === version))
      throw new ExecutorRegisteredError(`Cannot load executor "${name}" ${version}: this version is there already`);
  }

  #add(name: string, version: Version, newId: () => Id = () => this.#running().core.newId()): void {
    const route = this.#routes.get(name) ?? newId();
    this.#routes.set(name, route);
    this.#names.set(name, { name, route, versions: [version], default: version, canary: undefined, history: [] });
  }

  #makeTable(): ExecutorTable {
    const entries = [...this.#names.values()].map(
      ({ name, route, versions, default: { pool }, canary }): ExecutorEntry => ({
        name,
        route,
        default: pool,
        versions: versions.map((one) => ({
          pool: one.pool,
          version: one.version,
          trust: one.source.trust,
          grants: describeGrants(one.source.grants),
          limits: { ...one.source.limits },
          inherits: one.inherits,
        })),
        canary: canary && { pool: canary.version.pool, share: canary.share },
      }),
    );
    return { serial: ++this.#serial, entries };
  }

  #each<T>(map: (name: Name, version: Version) => T): T[] {
    return [...this.#names.values()].flatMap((name) => name.versions.map((version) => map(name, version)));
  }
}

/** Versions that one can go back to, step by step. */
const mostHistory = 8;
/** The longest that a timer can be set for. */
const longestMs = 2 ** 31 - 1;

function findVersion({ name, versions }: Name, version: string): Version {
  const found = versions.find((one) => one.version === version);
  if (found !== undefined) return found;
  const known = versions.map((one) => one.version).join(', ');
  throw new ExecutorNotFoundError(`Cannot find executor "${name}" ${version}: there are ${known}`);
}

/** What knows of versions is loaded when the first executor is. */
async function checkName(name: unknown, version: unknown): Promise<void> {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name))
    throw new RangeError(`name must be small letters, digits and hyphens, is ${JSON.stringify(name)}`);
  const { default: valid } = await import('semver/functions/valid.js');
  if (typeof version !== 'string' || valid(version) !== version)
    throw new RangeError(`version must be a semantic version such as "1.2.3", is ${JSON.stringify(version)}`);
}
