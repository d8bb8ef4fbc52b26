import { shapeOf } from '../runtime/component/contract-shape.ts';
import { contractDeclarations } from './contract-declarations.ts';
import type { Generated } from './generate.ts';

/** The contract's types as a component's are told when it is loaded, to be compared. */
export async function generate(): Promise<Generated[]> {
  const declarations = await contractDeclarations();
  const shapes = declarations.flatMap(([file, text]) => {
    const name = /^polyray-compute-(\w+)$/.exec(file)?.[1];
    return name === undefined ? [] : [[name, shapeOf(text)] as const];
  });
  const text = JSON.stringify(Object.fromEntries(shapes), null, 2);
  return [
    {
      file: 'runtime/component/generated/contract-shapes.ts',
      text: `// Generated from wit/ by \`npm run generate\`. Do not edit.\n\n/** The contract's interfaces as jco tells their types. */\nexport const contractShapes: Readonly<Record<'chain' | 'executor' | 'types', readonly string[]>> = ${text};\n`,
    },
  ];
}
