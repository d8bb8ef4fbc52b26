import { ImportNotGrantedError, type UngrantedImport } from '../errors.ts';
import { compatibleVersion } from './contract-version.ts';

/**
 * What an executor's component may reach besides its own memory. Nothing that is not here: a component that imports more
 * is not loaded. See `docs/executors.md`.
 *
 * @example
 * { clocks: {}, output: {}, environment: { MODE: 'batch', LANG: true }, directories: [{ guest: '/data', host: './data' }] }
 */
export interface ExecutorGrants {
  /** The time of day and the time that passes (`wasi:clocks`), and sleeping. */
  readonly clocks?: ClockGrant;
  /** Random bytes (`wasi:random`), all of them fit for cryptography. */
  readonly random?: true;
  /** What it prints goes to the host's logger, line by line (`wasi:cli/stdout`, `stderr`). */
  readonly output?: OutputGrant;
  /** Environment variables by name (`wasi:cli/environment`): a text, or `true` for this process's own value where it has one. */
  readonly environment?: Readonly<Record<string, string | true>>;
  /** Folders of this machine (`wasi:filesystem`). What it opens lies within them, whatever links say. */
  readonly directories?: readonly DirectoryGrant[];
  /** Outgoing requests (`wasi:http/outgoing-handler`). */
  readonly http?: HttpGrant;
  /**
   * Every other WASI 0.2 interface that can say no is there and does: files, HTTP and sockets answer `access-denied` or
   * the like, the environment is empty, what is printed is dropped. For toolchains that import all of WASI whether the
   * program needs it or not. Clocks and random bytes cannot say no, and have to be granted.
   */
  readonly others?: 'refuse';
}

/** How the time is told. */
export interface ClockGrant {
  /** Clocks advance in steps of so many milliseconds; above 0, at most 60 000. Default 0.001. Coarse ones tell less of what else runs. */
  readonly resolutionMs?: number;
}

/** How much may be printed. */
export interface OutputGrant {
  /** Both streams together; what is beyond is dropped, and its amount noted. 0 to 16 Mi. Default 65 536. */
  readonly maxBytesPerCall?: number;
}

/** One folder. */
export interface DirectoryGrant {
  /** Where the component finds it: an absolute path. */
  readonly guest: string;
  /** Where it is on this machine. A relative path is the process's. */
  readonly host: string;
  /** Whether it may change things there. Default false. */
  readonly write?: boolean;
  /**
   * With `write`: so many bytes at most by each of its workers, counted as written, not as kept, and 4096 for each file or
   * folder that is made. Default 1 GiB.
   */
  readonly maxBytesWritten?: number;
}

/** Where requests may go. */
export interface HttpGrant {
  /**
   * `api.example.org:443` for HTTPS, or an origin, `http://localhost:8080`. Exactly these. Redirects are not followed: the
   * component is told, and what it asks then is checked like anything else.
   */
  readonly hosts: readonly string[];
  /** From sending to the last byte of the answer, in ms, 1 to 600 000. Default 30 000. */
  readonly timeoutMs?: number;
  /** Of an answer, and of all requests that an instance is about to send, 0 to 1 GiB. Default 16 MiB. */
  readonly maxBodyBytes?: number;
}

type Grant = keyof ExecutorGrants;

/** What an import needs in order to be satisfied. */
export type ImportNeed =
  /** It reaches nothing: every component may have it. */
  | { readonly kind: 'nothing' }
  /** The grant, or, `refusable`, `others: 'refuse'`; no `grant`: only that. */
  | { readonly kind: 'grant'; readonly grant?: Grant; readonly refusable: boolean }
  /** No grant gives it. */
  | { readonly kind: 'unknown' };

const nothing: ImportNeed = { kind: 'nothing' };
const refusal: ImportNeed = { kind: 'grant', refusable: true };
const refusable = (grant: Grant): ImportNeed => ({ kind: 'grant', grant, refusable: true });
const certain = (grant: Grant): ImportNeed => ({ kind: 'grant', grant, refusable: false });

/** WASI 0.2, by interface. */
const needs: Readonly<Record<string, ImportNeed>> = {
  'wasi:io/error': nothing,
  'wasi:io/poll': nothing,
  'wasi:io/streams': nothing,
  'wasi:cli/exit': nothing,
  'wasi:cli/stdin': nothing,
  'wasi:cli/terminal-input': nothing,
  'wasi:cli/terminal-output': nothing,
  'wasi:cli/terminal-stdin': nothing,
  'wasi:cli/terminal-stdout': nothing,
  'wasi:cli/terminal-stderr': nothing,
  'wasi:clocks/monotonic-clock': certain('clocks'),
  'wasi:clocks/wall-clock': certain('clocks'),
  'wasi:random/random': certain('random'),
  'wasi:random/insecure': certain('random'),
  'wasi:random/insecure-seed': certain('random'),
  'wasi:cli/stdout': refusable('output'),
  'wasi:cli/stderr': refusable('output'),
  'wasi:cli/environment': refusable('environment'),
  'wasi:filesystem/types': refusable('directories'),
  'wasi:filesystem/preopens': refusable('directories'),
  'wasi:http/types': refusable('http'),
  'wasi:http/outgoing-handler': refusable('http'),
  'wasi:sockets/instance-network': refusal,
  'wasi:sockets/ip-name-lookup': refusal,
  'wasi:sockets/network': refusal,
  'wasi:sockets/tcp': refusal,
  'wasi:sockets/tcp-create-socket': refusal,
  'wasi:sockets/udp': refusal,
  'wasi:sockets/udp-create-socket': refusal,
};

/** What an import, `wasi:clocks/wall-clock@0.2.3`, needs. Any 0.2 version is the same to us; nothing else of WASI is known. */
export function importNeed(name: string): ImportNeed {
  if (compatibleVersion(name, 'types') !== undefined) return nothing; // types only
  const [, path] = /^(wasi:[a-z-]+\/[a-z-]+)@0\.2\.\d+$/.exec(name) ?? [];
  return path !== undefined && Object.hasOwn(needs, path) ? needs[path]! : { kind: 'unknown' };
}

/** What would give an import, each alone: `directories`, `others: 'refuse'`. Empty where nothing has to, or could. */
export function grantsFor(name: string): string[] {
  const need = importNeed(name);
  if (need.kind !== 'grant') return [];
  return [...(need.grant === undefined ? [] : [need.grant]), ...(need.refusable ? ["others: 'refuse'"] : [])];
}

/** The imports, by their full names, that these grants leave unsatisfied, and what would give each: empty where nothing does. */
export function ungrantedImports(imports: readonly string[], grants: ExecutorGrants = {}): UngrantedImport[] {
  const satisfied = (need: ImportNeed) =>
    need.kind === 'nothing' ||
    (need.kind === 'grant' &&
      ((need.grant !== undefined && grants[need.grant] !== undefined) || (need.refusable && grants.others === 'refuse')));
  return imports.filter((name) => !satisfied(importNeed(name))).map((name) => ({ name, grants: grantsFor(name) }));
}

/** @throws {ImportNotGrantedError} naming every import that is not granted, and the grants that would give it */
export function checkImports(executor: string, imports: readonly string[], grants: ExecutorGrants = {}): void {
  const ungranted = ungrantedImports(imports, grants);
  if (ungranted.length > 0) throw new ImportNotGrantedError(executor, ungranted);
}

/** Whether a component with these grants can only compute: it was granted nothing, or refusals. */
export function grantsNothing({ others: _, ...grants }: ExecutorGrants = {}): boolean {
  return Object.values(grants).every((grant) => grant === undefined);
}

/** Grants as people read them, one text each: `directory /srv/data as /data, read only`. Values of variables are left out. */
export function describeGrants(grants: ExecutorGrants = {}): string[] {
  const { clocks, random, output, environment, directories = [], http, others } = grants;
  return [
    ...(clocks === undefined ? [] : [clocks.resolutionMs === undefined ? 'clocks' : `clocks in steps of ${clocks.resolutionMs} ms`]),
    ...(random === undefined ? [] : ['random']),
    ...(output === undefined ? [] : ['output']),
    ...(environment === undefined ? [] : [`environment ${Object.keys(environment).join(', ')}`.trimEnd()]),
    ...directories.map(({ guest, host, write }) => `directory ${host} as ${guest}, ${write === true ? 'read and write' : 'read only'}`),
    ...(http === undefined ? [] : [`http ${http.hosts.join(', ')}`.trimEnd()]),
    ...(others === undefined ? [] : ['others refused']),
  ];
}

/**
 * @param path of the grants in what the caller was given: `executors.cpp.grants`
 * @throws {TypeError | RangeError} with the place of the first mistake
 */
export function checkGrants(grants: unknown, path: string): asserts grants is ExecutorGrants {
  checkRecord(grants, path, ['clocks', 'random', 'output', 'environment', 'directories', 'http', 'others']);
  const { clocks, random, output, environment, directories, http, others } = grants;
  if (clocks !== undefined) {
    checkRecord(clocks, `${path}.clocks`, ['resolutionMs']);
    const { resolutionMs } = clocks;
    if (resolutionMs !== undefined && !(typeof resolutionMs === 'number' && resolutionMs > 0 && resolutionMs <= 60_000)) {
      throw new RangeError(`${path}.clocks.resolutionMs must be above 0 and at most 60 000, is ${String(resolutionMs)}`);
    }
  }
  if (random !== undefined && random !== true) throw new TypeError(`${path}.random must be true, is ${String(random)}`);
  if (output !== undefined) {
    checkRecord(output, `${path}.output`, ['maxBytesPerCall']);
    checkCount(output['maxBytesPerCall'], `${path}.output.maxBytesPerCall`, 0, 2 ** 24);
  }
  if (environment !== undefined) checkEnvironment(environment, `${path}.environment`);
  if (directories !== undefined) checkDirectories(directories, `${path}.directories`);
  if (http !== undefined) checkHttp(http, `${path}.http`);
  if (others !== undefined && others !== 'refuse') throw new TypeError(`${path}.others must be "refuse", is ${String(others)}`);
}

function checkRecord(value: unknown, path: string, known: readonly string[]): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${path} must be an object, is ${String(value)}`);
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd !== undefined) throw new TypeError(`${path}.${odd} is unknown; there are ${known.join(', ')}`);
}

function checkCount(value: unknown, path: string, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)) return;
  throw new RangeError(`${path} must be a whole number from ${least} to ${most}, is ${String(value)}`);
}

function checkEnvironment(environment: unknown, path: string): void {
  if (typeof environment !== 'object' || environment === null || Array.isArray(environment)) {
    throw new TypeError(`${path} must be an object, is ${String(environment)}`);
  }
  for (const [name, value] of Object.entries(environment)) {
    if (!/^[^=\0]+$/.test(name)) throw new RangeError(`${path} has a name that no variable can have: ${JSON.stringify(name)}`);
    if (value !== true && (typeof value !== 'string' || value.includes('\0'))) {
      throw new TypeError(`${path}.${name} must be a text without NUL, or true, is ${JSON.stringify(value)}`);
    }
  }
}

function checkDirectories(directories: unknown, path: string): void {
  if (!Array.isArray(directories)) throw new TypeError(`${path} must be a list, is ${String(directories)}`);
  const seen = new Set<string>();
  for (const [i, directory] of directories.entries()) {
    const place = `${path}[${i}]`;
    checkRecord(directory, place, ['guest', 'host', 'write', 'maxBytesWritten']);
    const { guest, host, write = false, maxBytesWritten } = directory;
    if (typeof guest !== 'string' || !/^\/(?!.*\/\.{0,2}(\/|$))[^\0]*$/.test(guest) || seen.has(guest)) {
      throw new RangeError(
        `${place}.guest must be an absolute path without ".", ".." or a slash at its end, once, is ${JSON.stringify(guest)}`,
      );
    }
    seen.add(guest);
    if (typeof host !== 'string' || host === '' || host.includes('\0'))
      throw new TypeError(`${place}.host must be a path, is ${JSON.stringify(host)}`);
    if (typeof write !== 'boolean') throw new TypeError(`${place}.write must be true or false, is ${String(write)}`);
    if (maxBytesWritten !== undefined && !write) throw new TypeError(`${place}.maxBytesWritten needs write: true`);
    checkCount(maxBytesWritten, `${place}.maxBytesWritten`, 0, Number.MAX_SAFE_INTEGER);
  }
}

function checkHttp(http: unknown, path: string): void {
  checkRecord(http, path, ['hosts', 'timeoutMs', 'maxBodyBytes']);
  const { hosts, timeoutMs, maxBodyBytes } = http;
  if (!Array.isArray(hosts)) throw new TypeError(`${path}.hosts must be a list, is ${String(hosts)}`);
  for (const [i, host] of hosts.entries()) {
    if (typeof host !== 'string' || grantedOrigin(host) === undefined) {
      throw new RangeError(`${path}.hosts[${i}] must be like "api.example.org:443" or "http://localhost:8080", is ${JSON.stringify(host)}`);
    }
  }
  checkCount(timeoutMs, `${path}.timeoutMs`, 1, 600_000);
  checkCount(maxBodyBytes, `${path}.maxBodyBytes`, 0, 2 ** 30);
}

/** The origin that an entry of `http.hosts` stands for, `https://api.example.org`; undefined when it stands for none. */
export function grantedOrigin(host: string): string | undefined {
  const text = /^https?:\/\//.test(host) ? host : /^[^/]+:\d+$/.test(host) ? `https://${host}` : undefined;
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return bare && !/[?#@*]/.test(host) ? url.origin : undefined;
}
