import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BuildOptions, chosenMembers } from './build.ts';
import { filesNamed } from './build-config.ts';
import { BuildFailedError } from './build-failed-error.ts';
import { buildArguments } from './clean-copy.ts';
import type { ContainerEngine } from './container-engine.ts';
import { filesBelow } from './files-below.ts';
import { type Member, root } from './members.ts';
import { removeOthers } from './remove-others.ts';
import { UsageError } from './selection.mjs';
import { fingerprint, lock, stamp, unstamp } from './stamp.ts';

export interface ContainersOptions extends BuildOptions {
  /** The base image, with its digest. Default: the one in `docker/Dockerfile.base`. */
  readonly nodeImage?: string | undefined;
  /** The image that runs the host with these executors, too. */
  readonly runtime?: boolean;
}

const base = 'polyray-base';
const imageOf = (name: string): string => `polyray-${name}`;
/** The executors that `docker/Dockerfile.runtime` knows, by its argument. */
const runtimeArguments = { CPP: 'cpp', ML: 'ml', PYTHON: 'python' };

/**
 * Builds executors in containers, each fails alone, and puts what came out where a build of this machine would.
 *
 * @returns their names
 * @throws {UsageError} before anything is built, for what no container can build
 * @throws {BuildFailedError} when all have ended, with every failure
 */
export async function buildContainers(engine: ContainerEngine, options: ContainersOptions): Promise<string[]> {
  const { members, chosen } = await chosenMembers(options);
  for (const { name } of members) {
    if (!fs.existsSync(path.join(root, `docker/Dockerfile.${name}`)))
      throw new UsageError(`There is no docker/Dockerfile.${name}: ${name} is built without containers only`);
  }
  const names = members.map(({ name }) => name);
  if (names.length === 0) throw new UsageError('There is nothing to build in containers');
  const { nodeImage, debug = false } = options;
  const inside = new Map<string, string>();
  for (const member of members) inside.set(member.name, await buildOptions(member, chosen[member.name] ?? {}, options));
  const failures = new Map<string, Error>();
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  process.on('SIGINT', stop).on('SIGTERM', stop); // an engine that hears it ends as if it had failed
  try {
    await engine.image(base, { dockerfile: 'Dockerfile.base', arguments: nodeImage === undefined ? {} : { NODE_IMAGE: nodeImage } });
    for (const member of members) {
      const made = { debug, options: chosen[member.name] ?? {} };
      await one(engine, member, inside.get(member.name)!, made).catch((error: Error) => {
        if (stopped) throw error;
        failures.set(member.name, error);
      });
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
  if (failures.size > 0)
    throw new BuildFailedError(
      failures,
      names.filter((name) => !failures.has(name)),
    );
  if (options.runtime) {
    // those not asked for are copied from nowhere: any image will do
    const images = Object.entries(runtimeArguments).map(([argument, name]) => [argument, imageOf(names.includes(name) ? name : names[0]!)]);
    const args = { EXECUTORS: names.join(' '), ...(Object.fromEntries(images) as Record<string, string>) };
    await engine.image(imageOf('runtime'), { dockerfile: 'Dockerfile.runtime', arguments: args });
  }
  return names;
}

/** @param given what the build inside is told; `options` is what it makes of that */
async function one(engine: ContainerEngine, member: Member, given: string, options: unknown): Promise<void> {
  const image = { dockerfile: `Dockerfile.${member.name}`, arguments: { BUILD_OPTIONS: given } };
  await engine.image(imageOf(member.name), image);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-image-'));
  try {
    await engine.files(folder, image);
    await take(member, path.join(folder, 'dist'), options);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What the build inside is told. A shell takes it apart at blanks. */
async function buildOptions(member: Member, given: Readonly<Record<string, unknown>>, { debug, jobs }: BuildOptions): Promise<string> {
  for (const [place, file] of await filesNamed(member, given))
    throw new UsageError(
      `${place} names a file, "${file}", and a container has none of this machine: build ${member.name} by npm run build`,
    );
  const set = Object.entries(given).map(([option, value]) => `${member.name}.${option}=${JSON.stringify(value)}`);
  const args = buildArguments({ set, ...(jobs === undefined ? {} : { jobs }), ...(debug === undefined ? {} : { debug }) });
  const blank = args.find((text) => /\s/.test(text));
  if (blank !== undefined) throw new UsageError(`${blank}: a value with blanks cannot be passed into a container`);
  return args.join(' ');
}

/** A container's output in place of this machine's, and current as if it had been built here. */
async function take(member: Member, from: string, options: unknown): Promise<void> {
  const to = path.join(member.directory, 'dist');
  const files = filesBelow(from).map((name) => path.join(to, name));
  const release = await lock(member);
  try {
    unstamp(member);
    fs.cpSync(from, to, { recursive: true });
    removeOthers(to, files);
    stamp(member, fingerprint(member, options), files);
  } finally {
    release();
  }
}
