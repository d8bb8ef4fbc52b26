import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import type { Member } from './members.ts';
import { readConfigFile, UsageError, unknownName } from './selection.mjs';

/** What a product chose about its executors, by name, as it was written: `components/<name>/options.ts` says what it means. */
export type ExecutorOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The options that a member declares, in its `options.ts`; undefined where it has none. */
export async function optionsSchema({ directory }: Member): Promise<z.ZodObject | undefined> {
  const file = path.join(directory, 'options.ts');
  if (!fs.existsSync(file)) return undefined;
  return ((await import(pathToFileURL(file).href)) as { options: z.ZodObject }).options;
}

/** The files of this machine that a member's options name, by their place: the texts whose `format` is "path", but for URLs. */
export async function filesNamed(member: Member, given: Readonly<Record<string, unknown>>): Promise<Map<string, string>> {
  const { properties = {} } = ((await optionsSchema(member))?.toJSONSchema({ io: 'input' }) ?? {}) as JsonSchema;
  const found = new Map<string, string>();
  const visit = (value: unknown, { format, additionalProperties }: JsonSchema, place: string): void => {
    if (format === 'path' && !/^https?:/.test(value as string)) found.set(place, value as string);
    if (typeof additionalProperties === 'object')
      for (const [name, each] of Object.entries(value as object)) visit(each, additionalProperties, `${place}.${name}`);
  };
  for (const [option, value] of Object.entries(given)) visit(value, properties[option] ?? {}, `${member.name}.${option}`);
  return found;
}

/** What is read of it here. */
interface JsonSchema {
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
}

/** The schema of `polyray.build.json`, of what all members declare. */
export async function configSchema(members: readonly Member[]): Promise<z.ZodObject> {
  const { z } = await import('zod');
  const executors: Record<string, z.ZodType> = {};
  for (const member of members) {
    const options = (await optionsSchema(member)) ?? z.strictObject({});
    executors[member.name] = options.optional().describe(`Builds ${member.name}, with these options`);
  }
  return z
    .strictObject({
      $schema: z.string().optional(),
      executors: z.strictObject(executors).describe('Those that are built, with the options of each; no other is'),
    })
    .describe('What a product builds of polyray');
}

/**
 * Reads `polyray.build.json` and adds what the command line sets.
 *
 * @param file undefined: there is none
 * @param sets texts such as `cpp.fftw=false`
 * @throws {UsageError} with the place of the first mistake
 */
export async function readOptions(members: readonly Member[], file: string | undefined, sets: readonly string[]): Promise<ExecutorOptions> {
  const given = file === undefined ? {} : (readConfigFile(file) as { executors?: ExecutorOptions });
  if (file !== undefined) await check(members, given, (place) => `Cannot use "${file}": ${place}`);
  const executors: Record<string, Readonly<Record<string, unknown>>> = { ...given.executors };
  for (const text of sets) {
    const { name, option, value } = parseSet(text, members);
    const set = { [option]: value };
    await check(members, { executors: { [name]: set } }, (place) => `--set ${text}: ${place}`);
    executors[name] = { ...executors[name], ...set };
  }
  return executors;
}

function parseSet(text: string, members: readonly Member[]): { name: string; option: string; value: unknown } {
  const [, name, option, value] = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || option === undefined || value === undefined)
    throw new UsageError(`--set takes EXECUTOR.OPTION=VALUE, such as cpp.fftw=false; got "${text}"`);
  const names = members.map((member) => member.name);
  if (!names.includes(name)) throw new UsageError(`--set ${text}: ${unknownName('executor', name, names)}`);
  return { name, option, value: parseValue(value) };
}

/** JSON, or else the text as it is, so that names need no quotes. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function check(members: readonly Member[], value: unknown, message: (place: string) => string): Promise<void> {
  const { z } = await import('zod');
  const parsed = (await configSchema(members)).safeParse(value, { reportInput: true });
  if (parsed.success) return;
  const issue = parsed.error.issues[0]!;
  const place = z.core.toDotPath(issue.path);
  throw new UsageError(message(`${place === '' ? 'it' : place} ${describe(issue, await namesAt(members, issue.path))}`));
}

/** What could stand where a key is wrong. */
async function namesAt(members: readonly Member[], place: readonly PropertyKey[]): Promise<string[]> {
  if (place.length === 0) return ['$schema', 'executors'];
  if (place.length === 1) return members.map(({ name }) => name);
  const member = members.find(({ name }) => name === place[1]);
  return place.length === 2 && member !== undefined ? Object.keys((await optionsSchema(member))?.shape ?? {}) : [];
}

function describe(issue: z.core.$ZodIssue, known: readonly string[]): string {
  const found = JSON.stringify(issue.input);
  switch (issue.code) {
    case 'unrecognized_keys':
      return `has no "${issue.keys[0]}"; there ${known.length === 0 ? 'is nothing to choose' : `are ${known.join(', ')}`}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}, is ${found}`;
    case 'invalid_type':
      return found === undefined ? 'is required' : `must be ${issue.expected}, is ${found}`;
    case 'too_small':
      return `must not be empty, is ${found}`;
    default:
      return `${issue.message}, is ${found}`;
  }
}
