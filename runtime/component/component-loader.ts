import { ComponentDigestError, ExecutorLoadError, ImportNotGrantedError, InvalidComponentError, TaskTimeoutError } from '../errors.ts';
import { contractPackage } from '../executor/contract.ts';
import { checkGrants, checkImports, type ExecutorGrants, grantsNothing } from '../executor/executor-grants.ts';
import { checkLimits, type ExecutorLimits, settleLimits } from '../executor/executor-limits.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { executorSource, loadExecutor } from '../hub/executor-source.ts';
import { sha256Of } from '../platform/digest.ts';
import { EntryCache } from '../platform/entry-cache.ts';
import type { Platform } from '../platform/platform.ts';
import type { Description } from '../worker/protocol.ts';
import { type CacheEntry, componentEntries } from './cache-entry.ts';
import { checkLayout, checkShapes } from './check-component.ts';
import type { ComponentLayout } from './component-layout.ts';
import { type ComponentSource, readSource, type SourceBytes } from './component-source.ts';
import { glueVersion } from './glue-text.ts';
import { Transpiler, TranspilerError } from './transpiler.ts';

/** How a component is loaded; everything has a default. */
export interface LoadOptions {
  /** What it must call itself. Default: whatever it does. */
  readonly name?: string;
  /** The version that it must say it is. Default: whatever it says. */
  readonly version?: string;
  /** What its bytes must be: their SHA-256, 64 hexadecimal digits. */
  readonly sha256?: string;
  /** What it may reach. Default: nothing. */
  readonly grants?: ExecutorGrants;
  /** What it may use. It is metered unless `stop` says otherwise: whoever wrote it may know what no engine ends. */
  readonly limits?: ExecutorLimits;
  /** Of the component, in bytes. Default 256 MiB. */
  readonly maxBytes?: number;
  /** How long it may take to transpile it, in ms; to say who it is, it has 10 s of that. Default 120 000. */
  readonly timeoutMs?: number;
  /** Stops reading the source; what is transpiled already goes on, for whoever asks next. */
  readonly signal?: AbortSignal;
  /**
   * Where glue is kept between processes, and up to how many bytes (default 512 MiB). Default: this user's cache, where there
   * is a disk. Who can write there can run code in this process. False: nothing is kept, nor looked for.
   */
  readonly cache?: { readonly directory?: string; readonly maxBytes?: number } | false;
}

/** A component that was read and checked, and what was made of it. */
export interface LoadedComponent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly layout: ComponentLayout;
  readonly package: ExecutorPackage;
}

const describeMs = 10_000;
const mebibyte = 2 ** 20;
/** Each holds entries in memory. */
const mostCaches = 4;
const defaultMaxBytes = 256 * mebibyte;

/** Turns components into executor packages: reads, checks and transpiles them, each once. */
export class ComponentLoader {
  readonly #platform: Platform;
  readonly #transpiler: Transpiler;
  /** By their options; the first is the one made first. */
  readonly #caches = new Map<string, EntryCache<CacheEntry>>();

  constructor(platform: Platform, { idleMs }: { readonly idleMs?: number } = {}) {
    this.#platform = platform;
    this.#transpiler = new Transpiler({ spawn: platform.spawn, ...(idleMs === undefined ? {} : { idleMs }) });
  }

  /** Whether the transpiler's thread is there. */
  get transpiling(): boolean {
    return this.#transpiler.running;
  }

  /** Ends the transpiler's thread; a later `load` starts another. */
  close(): Promise<void> {
    return this.#transpiler.close();
  }

  /** The bytes of a source. @throws {ExecutorLoadError} */
  read(
    source: ComponentSource,
    { maxBytes = defaultMaxBytes, signal }: Pick<LoadOptions, 'maxBytes' | 'signal'> = {},
  ): Promise<SourceBytes> {
    return readSource(source, this.#platform, { maxBytes, signal });
  }

  /** What a package's component says of itself, in the transpiler's thread. @throws {TranspilerError | TaskTimeoutError} */
  async describe(source: ExecutorPackage, timeoutMs = describeMs, session = this.#transpiler.session): Promise<Description> {
    const limits = settleLimits(source.limits, this.#platform.capabilities.hardKill.has, source.imports === undefined);
    const start = await loadExecutor(executorSource(0, source.name, { ...source, limits }), this.#platform);
    session.throwIfAborted();
    return this.#transpiler.describe(start, timeoutMs);
  }

  /** @throws {ExecutorLoadError} of the class that says what is wrong; {TaskTimeoutError} */
  async load(source: ComponentSource, options: LoadOptions = {}): Promise<LoadedComponent> {
    checkOptions(options);
    return this.loadRead(await this.read(source, options), options);
  }

  /** The same, of bytes that were read. @throws as `load` */
  async loadRead({ bytes, label }: SourceBytes, options: LoadOptions = {}): Promise<LoadedComponent> {
    const { grants, limits, cache, timeoutMs = 120_000 } = options;
    checkOptions(options);
    const sha256 = await sha256Of(bytes);
    const expected = options.sha256?.toLowerCase();
    if (expected !== undefined && expected !== sha256) throw new ComponentDigestError(label, expected, sha256);
    const layout = checkLayout(label, bytes);
    const key = await sha256Of(new TextEncoder().encode(`${sha256} ${glueVersion}`));
    const make = () => this.#make(bytes, label, layout, options, timeoutMs);
    const entry = await (cache === false ? make() : this.#cache(cache).get(key, make));
    // what comes from a cache was granted its imports before, by another
    const checked = this.#checked(entry, label, layout, grants);
    checkIdentity(label, entry, options);
    const { name, version } = entry;
    return {
      bytes,
      sha256,
      layout,
      package: { name, version, ...checked, limits: strangersLimits(limits), ...(cache !== undefined && { cache }) },
    };
  }

  async #make(
    bytes: Uint8Array<ArrayBuffer>,
    label: string,
    layout: ComponentLayout,
    { grants, limits, cache }: LoadOptions,
    timeoutMs: number,
  ): Promise<CacheEntry> {
    const cannot = (cause: unknown) => {
      if (cause instanceof TaskTimeoutError || cause instanceof ExecutorLoadError) return cause;
      return new ExecutorLoadError(`Cannot load an executor from ${label}: ${(cause as Error).message}`, { cause });
    };
    const { session } = this.#transpiler;
    let transpiled: Awaited<ReturnType<Transpiler['transpile']>>;
    try {
      transpiled = await this.#transpiler.transpile(bytes, timeoutMs);
    } catch (cause) {
      if (!(cause instanceof TranspilerError)) throw cannot(cause);
      throw new InvalidComponentError(label, 'malformed', `a component that jco refuses: ${cause.message}`, 'a valid one', { cause });
    }
    const checked = this.#checked(transpiled, label, layout, grants);
    try {
      const nameless: ExecutorPackage = {
        name: label,
        version: '0.0.0',
        ...checked,
        limits: strangersLimits(limits),
        ...(cache !== undefined && { cache }),
      };
      const { name, version } = await this.describe(nameless, Math.min(timeoutMs, describeMs), session);
      return { ...transpiled, name, version };
    } catch (cause) {
      if (!(cause instanceof TranspilerError)) throw cannot(cause);
      throw new ExecutorLoadError(`Cannot load an executor from ${label}: asked who it is, it failed: ${cause.message}`, { cause });
    }
  }

  /** What of a package follows from what jco made, once it is known to be of the contract and to want no more than it may. */
  #checked(
    { glue, core, imports, shapes }: Omit<CacheEntry, 'name' | 'version'>,
    label: string,
    layout: ComponentLayout,
    grants: ExecutorGrants | undefined,
  ): Pick<ExecutorPackage, 'trust' | 'builds' | 'grants'> {
    checkShapes(
      label,
      layout.exports.map(({ name }) => name),
      shapes,
    );
    const unversioned = new Map(layout.imports.map(({ name }) => [name, name.replace(/@[^@]*$/, '')]));
    const named = new Set(unversioned.values());
    const used = new Set(imports);
    // what is imported for its types alone wants nothing
    const wanted = [...unversioned].flatMap(([name, short]) => (used.has(short) ? name : []));
    const unnamed = imports.filter((name) => !named.has(name));
    const smuggled = [...wanted.filter((name) => name.startsWith(`${contractPackage}/`)), ...unnamed];
    if (smuggled.length > 0)
      throw new ImportNotGrantedError(
        label.replaceAll('"', ''),
        smuggled.map((name) => ({ name, grants: [] })),
      );
    checkImports(label.replaceAll('"', ''), wanted, grants);
    return {
      trust: wanted.length === 0 || grantsNothing(grants) ? 'sealed' : 'granted',
      builds: [{ features: [], glue: { code: glue }, core }],
      ...(wanted.length === 0 ? {} : { grants: grants ?? {} }),
    };
  }

  #cache(options: Exclude<LoadOptions['cache'], false> = {}): EntryCache<CacheEntry> {
    const key = JSON.stringify(options);
    const known = this.#caches.get(key);
    if (known !== undefined) return known;
    const files = this.#platform.cacheFiles?.('components', options.directory, options.maxBytes ?? 512 * mebibyte);
    const cache = new EntryCache(componentEntries, files);
    const [oldest] = this.#caches.keys();
    if (this.#caches.size === mostCaches) this.#caches.delete(oldest!);
    this.#caches.set(key, cache);
    return cache;
  }
}

/** Of what came as bytes, whoever wrote it. */
const strangersLimits = (limits: ExecutorLimits = {}): ExecutorLimits => ({ ...limits, stop: limits.stop ?? 'meter' });

function checkOptions({ sha256, grants, limits, maxBytes, timeoutMs, cache }: LoadOptions): void {
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new TypeError(`sha256 must be 64 hexadecimal digits, is ${JSON.stringify(sha256)}`);
  }
  if (grants !== undefined) checkGrants(grants, 'grants');
  checkLimits(limits, 'limits');
  for (const [name, value] of Object.entries({ maxBytes, timeoutMs, 'cache.maxBytes': cache === false ? undefined : cache?.maxBytes })) {
    if (value !== undefined && !(value > 0)) throw new RangeError(`${name} must be above 0, is ${value}`);
  }
}

function checkIdentity(label: string, { name, version }: CacheEntry, wanted: LoadOptions): void {
  const fault = (which: 'name' | 'version', found: string, expected: string) =>
    new InvalidComponentError(label, which, `an executor whose ${which} is ${JSON.stringify(found.slice(0, 200))}`, expected);
  if (!/^[^\s\p{C}]{1,100}$/u.test(name)) throw fault('name', name, '1 to 100 characters without spaces');
  if (!/^\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/.test(version)) throw fault('version', version, 'a semantic version, like "1.2.3"');
  if (wanted.name !== undefined && wanted.name !== name) throw fault('name', name, JSON.stringify(wanted.name));
  if (wanted.version !== undefined && wanted.version !== version) throw fault('version', version, JSON.stringify(wanted.version));
}
