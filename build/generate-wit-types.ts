import { $init, generateTypes } from '@bytecodealliance/jco-transpile/component';
import type { Generated } from './generate.ts';
import { witSource } from './wit-source.ts';

/** The contract's types as jco's glue uses them. */
export async function generate(): Promise<Generated[]> {
  await $init;
  const files = generateTypes('polyray', {
    wit: { tag: 'source', val: witSource() },
    world: 'chaining-component',
    instantiation: { tag: 'sync' },
    features: { tag: 'list', val: [] },
    guest: false,
    tlaCompat: false,
    variantsInlineCases: true,
  });
  return files
    .filter(([name]) => name.startsWith('interfaces/'))
    .map(([name, bytes]) => ({
      file: name.replace('interfaces/', 'runtime/generated/'),
      text: `// Generated from wit/ by \`npm run generate\`. Do not edit.\n${Buffer.from(bytes).toString().replaceAll(/ +$/gm, '')}`,
    }));
}
