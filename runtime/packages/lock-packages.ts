import { PackageError } from '../errors.ts';
import { configuredIndexes } from './configured-indexes.ts';
import { type FetchOptions, fetchWheels } from './fetch-wheels.ts';
import { openMirror, remoteMirror } from './mirror.ts';
import { obtainTool } from './obtain-tool.ts';
import type { Lock, Mirror, Missing, PackagesComponent, ResolutionRequest, ResolvedPackage } from './packages-component.ts';
import type { Requirement } from './requirement.ts';
import type { RequirementSet } from './requirement-set.ts';
import { findSystemPython, type SystemPython } from './system-python.ts';

export const resolvers = ['auto', 'pip', 'micropip'] as const;

export interface LockOptions extends FetchOptions {
  /** `auto`: pip where the system has a Python for it, else micropip. */
  readonly resolver: (typeof resolvers)[number];
  /** A folder or URL with the files of Pyodide's own index. Default: where its makers keep them, for what is nowhere else. */
  readonly index?: string;
}

type Resolve = (request: ResolutionRequest) => Promise<ResolvedPackage[]>;

/**
 * Finds wheels for all that was asked for and all that they need, and fetches them once to know them.
 *
 * @throws {PackageError} naming each package that has no wheel for Pyodide, and what there is instead
 */
export async function lockPackages(
  component: PackagesComponent,
  set: RequirementSet,
  options: LockOptions,
): Promise<{ readonly lock: Lock; readonly resolver: 'pip' | 'micropip' }> {
  const { target } = component;
  if (set.requiresPython !== undefined && checkPython(component, 'The script', set.requiresPython) === undefined)
    throw new PackageError(`The script requires Python "${set.requiresPython}", which is no version specifier such as ">=3.12"`);
  const mirror = options.index === undefined ? undefined : await openMirror(component, options.index, options.signal);
  const { resolver, resolve } = await chooseResolver(component, set, mirror, options);
  const resolved = await resolveAll(component, set, resolve, mirror, options);
  await checkLibraries(component, resolved);
  const wheels = resolved.map(({ url, sha256 }) => ({ file: fileOf(url), url, sha256 }));
  const fetched = await fetchWheels(wheels, options);
  const packages = await Promise.all(
    resolved.map(async ({ name, version, url, requiresPython }, i) => {
      const { sha256, size, bytes } = fetched[i]!;
      const file = fileOf(url);
      checkHashes(component, set.requirements, name, file, sha256);
      await component.verifyWheel({ file, sha256, bytes });
      const python = requiresPython === null ? undefined : checkPython(component, `${name} ${version}`, requiresPython);
      return { name, version, file, url, sha256, size, ...(python === undefined ? {} : { requiresPython: python }) };
    }),
  );
  const { python, platform } = target;
  const requirements = set.requirements.map(({ text }) => text);
  const asked = set.requiresPython === undefined ? {} : { requiresPython: set.requiresPython };
  return { lock: { lockVersion: component.lockVersion, python, platform, ...asked, requirements, packages }, resolver };
}

async function chooseResolver(
  component: PackagesComponent,
  set: RequirementSet,
  mirror: Mirror | undefined,
  { resolver, cache, signal }: LockOptions,
): Promise<{ readonly resolver: 'pip' | 'micropip'; readonly resolve: Resolve }> {
  const found = await findSystemPython();
  const python: SystemPython | undefined = 'command' in found ? found : undefined;
  const given = { cache, ...(signal === undefined ? {} : { signal }) };
  if (resolver === 'pip' && 'reason' in found) throw new PackageError(`Cannot resolve with pip: ${found.reason}`);
  if (resolver !== 'micropip' && python !== undefined) {
    try {
      const { path: wheel } = await obtainTool(component.pip, { ...given, python, indexUrls: set.indexUrls, folders: [] });
      const tools = { python: python.command, wheel, ...(signal === undefined ? {} : { signal }) };
      return { resolver: 'pip', resolve: (request) => component.resolveWithPip(request, tools) };
    } catch (error) {
      if (resolver === 'pip' || !(error instanceof PackageError)) throw error;
    }
  }
  const indexUrls = set.indexUrls.length > 0 ? set.indexUrls : await configuredIndexes();
  const { base } = await component.readPyodideIndex();
  const folders = mirror === undefined ? [base] : [mirror.base, base];
  const sources = { ...given, ...(python === undefined ? {} : { python }), indexUrls, folders };
  const { bytes } = await obtainTool(component.micropip, sources);
  return { resolver: 'micropip', resolve: (request) => component.resolveWithMicropip({ ...request, indexUrls }, { wheel: bytes }) };
}

/** Pyodide's own index is asked only for what the package index has no wheel of, unless it was named. */
async function resolveAll(
  component: PackagesComponent,
  set: RequirementSet,
  resolve: Resolve,
  mirror: Mirror | undefined,
  { signal }: LockOptions,
): Promise<ResolvedPackage[]> {
  const { pre, indexUrls } = set;
  const text = (each: Requirement) => each.text;
  const request = { requirements: set.requirements.map(text), constraints: set.constraints.map(text), pre, indexUrls };
  if (request.requirements.length === 0) return [];
  try {
    return await resolve({ ...request, ...(mirror === undefined ? {} : { mirror }) });
  } catch (error) {
    if (!(error instanceof component.UnresolvedError)) throw error;
    const { failure, resolver } = error;
    const { wheels } = await component.readPyodideIndex();
    const wheelFor = ({ name, specifier }: Missing) => {
      const wheel = wheels.get(name);
      return wheel !== undefined && allows(component, specifier, wheel.version) ? wheel : undefined;
    };
    const own = failure.missing.some(wheelFor);
    const remote = own && mirror === undefined ? await remoteMirror(component, undefined, signal) : undefined;
    if (remote !== undefined && 'wheels' in remote) return resolve({ ...request, mirror: remote });
    const more = (missing: Missing) => {
      const wheel = wheelFor(missing);
      return wheel === undefined ? '' : `; Pyodide's own index has ${wheel.version}`;
    };
    const where = remote === undefined ? `its file is not in ${mirror?.base}` : `it cannot be reached at ${remote.base} (${remote.reason})`;
    const end = own ? `\nPyodide's own index: ${where}; --index names a folder or mirror of it` : '';
    throw new PackageError(component.failureText(resolver, failure, more, end), { cause: error });
  }
}

function allows(component: PackagesComponent, specifier: string, version: string): boolean {
  try {
    return component.allowsVersion(specifier, version);
  } catch {
    return true; // whoever resolves knows better
  }
}

function fileOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1)!);
}

/** @returns the specifier, or nothing where it is none: such packages exist, and pip lets them pass */
function checkPython(component: PackagesComponent, what: string, specifier: string): string | undefined {
  const { python } = component.target;
  try {
    if (component.allowsVersion(specifier, python)) return specifier;
  } catch {
    return undefined;
  }
  throw new PackageError(`${what} requires Python ${specifier}, Pyodide is Python ${python}`);
}

/** Some of Pyodide's own packages need files that are no packages. */
async function checkLibraries(component: PackagesComponent, resolved: readonly ResolvedPackage[]): Promise<void> {
  const { wheels, libraries } = await component.readPyodideIndex();
  for (const { name, version, url } of resolved) {
    const wheel = wheels.get(name);
    const library = wheel?.file === fileOf(url) ? wheel.depends.find((each) => libraries.has(each)) : undefined;
    if (library !== undefined)
      throw new PackageError(`Cannot lock ${name} ${version}: it needs "${library}", a shared library that is no wheel`);
  }
}

function checkHashes(component: PackagesComponent, requirements: readonly Requirement[], name: string, file: string, sha256: string): void {
  for (const { name: asked, hashes, text, file: source, line } of requirements) {
    if (component.normalizeName(asked) !== name || hashes.length === 0 || hashes.includes(sha256)) continue;
    const where = source === undefined ? text : `"${text}" in line ${line} of ${source}`;
    throw new PackageError(`Cannot lock "${file}": its SHA-256 is ${sha256}, which is none of the ${hashes.length} that ${where} allows`);
  }
}
