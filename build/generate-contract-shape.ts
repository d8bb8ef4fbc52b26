import { $init, generateTypes } from '@bytecodealliance/jco-transpile/component';
import { shapeOf } from '../runtime/component/contract-shape.ts';
import type { Generated } from './generate.ts';
import { witSource } from './wit-source.ts';

/** The contract's types as a component's are told when it is loaded, to be compared. */
export async function generate(): Promise<Generated[]> {
  await $init;
  const files = generateTypes('polyray', {
    wit: { tag: 'source', val: witSource() },
    world: 'chaining-component',
    instantiation: { tag: 'sync' },
    features: { tag: 'list', val: [] },
    guest: false,
    tlaCompat: false,
  });
  const shapes = files.flatMap(([file, bytes]) => {
    const name = /^interfaces\/polyray-compute-(\w+)\.d\.ts$/.exec(file)?.[1];
    return name === undefined ? [] : [[name, shapeOf(Buffer.from(bytes).toString())] as const];
  });
  const text = JSON.stringify(Object.fromEntries(shapes), null, 2);
  return [
    {
      file: 'runtime/component/generated/contract-shapes.ts',
      text: `// Generated from wit/ by \`npm run generate\`. Do not edit.\n\n/** The contract's interfaces as jco tells their types. */\nexport const contractShapes: Readonly<Record<'chain' | 'executor' | 'types', readonly string[]>> = ${text};\n`,
    },
  ];
}
