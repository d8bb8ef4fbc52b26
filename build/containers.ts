import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BuildOptions, chosenMembers } from './build.ts';
import { buildArguments } from './clean-copy.ts';
import type { ContainerEngine } from './container-engine.ts';
import { fingerprint, type Member, root, stamp } from './members.ts';
import { UsageError } from './selection.mjs';

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

/** Builds executors in containers, and puts what came out where a build of this machine would. @returns their names */
export async function buildContainers(engine: ContainerEngine, options: ContainersOptions): Promise<string[]> {
  const { members, chosen } = await chosenMembers(options);
  for (const { name } of members) {
    if (!fs.existsSync(path.join(root, `docker/Dockerfile.${name}`)))
      throw new UsageError(`There is no docker/Dockerfile.${name}: ${name} is built without containers only`);
  }
  const names = members.map(({ name }) => name);
  if (names.length === 0) throw new UsageError('There is nothing to build in containers');
  const { nodeImage, debug = false } = options;
  const inside = new Map(members.map((member) => [member.name, buildOptions(member, chosen[member.name] ?? {}, options)]));
  await engine.image(base, { dockerfile: 'Dockerfile.base', arguments: nodeImage === undefined ? {} : { NODE_IMAGE: nodeImage } });
  for (const member of members) {
    const given = chosen[member.name] ?? {};
    const image = { dockerfile: `Dockerfile.${member.name}`, arguments: { BUILD_OPTIONS: inside.get(member.name)! } };
    await engine.image(imageOf(member.name), image);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-image-'));
    try {
      await engine.files(folder, image);
      take(member, path.join(folder, 'dist'), { debug, options: given });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  if (options.runtime) {
    // those not asked for are copied from nowhere: any image will do
    const images = Object.entries(runtimeArguments).map(([argument, name]) => [argument, imageOf(names.includes(name) ? name : names[0]!)]);
    const args = { EXECUTORS: names.join(' '), ...(Object.fromEntries(images) as Record<string, string>) };
    await engine.image(imageOf('runtime'), { dockerfile: 'Dockerfile.runtime', arguments: args });
  }
  return names;
}

/** What the build inside is told. A shell takes it apart at blanks; files of this machine are not there. */
function buildOptions(member: Member, given: Readonly<Record<string, unknown>>, { debug, jobs }: BuildOptions): string {
  const { fftwSource } = given;
  if (typeof fftwSource === 'string' && !/^https?:/.test(fftwSource))
    throw new UsageError(`cpp.fftwSource must be a URL for a build in a container, is "${fftwSource}"`);
  const set = Object.entries(given).map(([option, value]) => `${member.name}.${option}=${JSON.stringify(value)}`);
  const args = buildArguments({ set, ...(jobs === undefined ? {} : { jobs }), ...(debug === undefined ? {} : { debug }) });
  const blank = args.find((text) => /\s/.test(text));
  if (blank !== undefined) throw new UsageError(`${blank}: a value with blanks cannot be passed into a container`);
  return args.join(' ');
}

/** A container's output in place of this machine's, and current as if it had been built here. */
function take(member: Member, from: string, options: unknown): void {
  const to = path.join(member.directory, 'dist');
  fs.rmSync(to, { recursive: true, force: true });
  fs.cpSync(from, to, { recursive: true });
  const files = fs.readdirSync(to, { recursive: true, encoding: 'utf8' }).map((name) => path.join(to, name));
  stamp(
    member,
    fingerprint(member, options),
    files.filter((file) => fs.statSync(file).isFile()),
    [],
  );
}
