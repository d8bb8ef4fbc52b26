import { $init, generateTypes } from '@bytecodealliance/jco-transpile/component';
import { witSource } from './wit-source.ts';

/** Declarations that jco writes of the contract's interfaces, by the name of each: `polyray-compute-types`. */
export async function contractDeclarations(
  options: { readonly variantsInlineCases?: boolean } = {},
): Promise<[name: string, text: string][]> {
  await $init;
  const files = generateTypes('polyray', {
    wit: { tag: 'source', val: witSource() },
    world: 'chaining-component',
    instantiation: { tag: 'sync' },
    features: { tag: 'list', val: [] },
    guest: false,
    tlaCompat: false,
    ...options,
  });
  return files.flatMap(([file, bytes]) => {
    const name = /^interfaces\/(.+)\.d\.ts$/.exec(file)?.[1];
    return name === undefined ? [] : [[name, Buffer.from(bytes).toString()]];
  });
}
