import { contractDeclarations } from './contract-declarations.ts';
import type { Generated } from './generate.ts';

/** The contract's types as jco's glue uses them. */
export async function generate(): Promise<Generated[]> {
  const declarations = await contractDeclarations({ variantsInlineCases: true });
  return declarations.map(([name, text]) => ({
    file: `runtime/generated/${name}.d.ts`,
    text: `// Generated from wit/ by \`npm run generate\`. Do not edit.\n${text.replaceAll(/ +$/gm, '')}`,
  }));
}
