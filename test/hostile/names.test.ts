import { afterAll, describe, expect, test } from 'vitest';
import { BinaryFormatError } from '../../runtime/component/binary-reader.ts';
import { readFileLayout } from '../../runtime/component/component-layout.ts';
import { ComponentLoader } from '../../runtime/component/component-loader.ts';
import { inspectComponent } from '../../runtime/component/inspect-component.ts';
import { Transpiler, TranspilerError } from '../../runtime/component/transpiler.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';
import { fromWat, makeExecutor } from '../fixtures/make-component.ts';
import { glueStructure } from './glue-structure.ts';
import { harmless } from './guests.ts';
import { namedComponents } from './named-components.ts';
import { replaced } from './replaced.ts';

const platform = nodePlatform();
const transpiler = new Transpiler({ spawn: platform.spawn });
const loader = new ComponentLoader(platform);
afterAll(() => Promise.all([transpiler.close(), loader.close()]));

/** A name like any other, of so many bytes. */
const plainName = (bytes: number) => 'zqxj'.repeat(Math.ceil(bytes / 4)).slice(0, bytes);

/** What would be code, or another text, where jco prints it. */
const unsafe = [
  `'+evil()+'`,
  `"+evil()+"`,
  '`+evil()+`',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a name
  '${evil()}',
  `\\'+evil()//`,
  'evil\\',
  `*/evil()/*`,
  'a\nevil()//',
  'a\u2028evil()//',
  ');evil();(',
  '}evil({',
  'a\0evil',
  '_debugLog("',
  "_debugLog('",
];
/** What is odd and no harm between quotes. */
const odd = [
  'a;evil',
  '],evil,[',
  'a b=evil',
  '<!--evil',
  '//evil',
  '__proto__',
  'constructor',
  'globalThis',
  'eval',
  'arguments',
  'imports',
  'ünïcödé',
];

/** Why it is refused, or its glue. */
async function glueOf(bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly glue: string } | { readonly refused: string }> {
  try {
    const file = readFileLayout(bytes);
    if (file.kind === 'component' && file.layout.unprintable !== undefined) return { refused: file.layout.unprintable };
    return await transpiler.transpile(bytes, 30_000);
  } catch (error) {
    if (!(error instanceof BinaryFormatError || error instanceof TranspilerError)) throw error;
    return { refused: error.message };
  }
}

/** Some texts break what surrounds them where they are identifiers, for the engine too: nothing of that runs. */
function compiles(glue: string): boolean {
  try {
    new Function(`'use strict';${glue.replaceAll(/^export /gm, '')}`);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return false;
  }
}

/** Whether it is printed, and does the same as with another name. */
async function isPrinted(wat: string, name: string): Promise<boolean> {
  const plain = plainName(Buffer.byteLength(name));
  const bytes = await fromWat(wat.replaceAll('NAME', plain));
  const made = await glueOf(replaced(bytes, plain, name));
  if ('refused' in made || !compiles(made.glue)) return false;
  const before = await glueOf(bytes);
  if ('refused' in before) throw new Error(`"${plain}" is refused and "${name}" is not: ${before.refused}`);
  expect(glueStructure(made.glue), name).toEqual(glueStructure(before.glue));
  return true;
}

const { core, outside, refused } = namedComponents;

describe('a name is no code, as what is called', () => {
  test.each(Object.entries(core))('%s', { timeout: 120_000 }, async (_, wat) => {
    for (const name of unsafe) expect(await isPrinted(wat, name), name).toBe(false);
    for (const name of odd) await isPrinted(wat, name);
    const usual = ['cabi_post_a:b/c@1.0.0#d', '[resource-drop]x', '__heap_base', '$imports', 'Array<i32>#get:length', '~lib/rt/a|b,c'];
    for (const name of usual) expect(await isPrinted(wat, name), name).toBe(true);
  });

  test.each(Object.entries(outside))('%s', { timeout: 120_000 }, async (_, wat) => {
    for (const name of [...unsafe, ...odd]) await isPrinted(wat, name);
    expect(await isPrinted(wat, 'usual')).toBe(true);
  });

  // jco makes no glue of them, or none that compiles; some end its thread
  test.each(Object.entries(refused))('%s', { timeout: 120_000 }, async (_, wat) => {
    for (const name of ['usual', ...unsafe.slice(0, 2)]) expect(await isPrinted(wat, name), name).toBe(false);
  });
});

test('an executor whose core export is code is refused before anything of it is made, by its name and place', async () => {
  const name = `c'+evil()+'a`;
  const bytes = replaced(await makeExecutor(harmless), 'cabi_realloc', name);
  const refusal = {
    name: 'InvalidComponentError',
    message: expect.stringContaining(`core module 0 exports "${name}", expected names of letters, digits`),
  };
  await expect(loader.load(bytes, { cache: false })).rejects.toMatchObject({ ...refusal, fault: 'unsafe-name' });
  expect(loader.transpiling).toBe(false);
  expect(await inspectComponent(loader, bytes)).toMatchObject({ problem: refusal, executor: undefined });
});

test("an executor is given nothing of the global object by jco's own names for it", async () => {
  const packages = 'package webidl:browser { interface global-window { alert: func(); } }';
  const imports = '(import "webidl:browser/global-window" "alert" (func))';
  const bytes = await makeExecutor({ ...harmless, imports, world: 'import webidl:browser/global-window;', packages });
  await expect(loader.load(bytes, { cache: false })).rejects.toMatchObject({
    name: 'ImportNotGrantedError',
    imports: [{ name: 'webidl:browser/global-window', grants: [] }],
  });
});
