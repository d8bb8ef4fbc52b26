import { $init, generate } from '@bytecodealliance/jco-transpile/component';
import { contractPackage } from '../executor/contract.ts';
import { type InterfaceShape, shapeOf } from './contract-shape.ts';
import { glueOptions, quietGlue } from './glue-text.ts';

/** What jco makes of a component. */
export interface Transpiled {
  /** The glue: an ES module without imports that exports `instantiate`. */
  readonly glue: string;
  /** Core modules by the name under which the glue asks for them. */
  readonly core: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** What the glue wants of its import object, without versions: `wasi:clocks/monotonic-clock`. */
  readonly imports: readonly string[];
  /** The types of the contract's interfaces, as this component has them, by what it calls them: `polyray:compute/types@0.1.0`. */
  readonly shapes: Readonly<Record<string, InterfaceShape>>;
}

/** The first line of what jco declares of an interface. File names are not enough: several interfaces can want one. */
const shapeOwner = new RegExp(`^/\\*\\* @module Interface (${contractPackage}/\\S+) \\*\\*/$`, 'm');

/** Runs jco. @throws Error with what jco has to say of the component */
export async function transpile(component: Uint8Array): Promise<Transpiled> {
  await $init;
  const { files, imports } = generate(component, { ...glueOptions, name: 'component' });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const ending = (end: string) => files.filter(([name]) => name.endsWith(end));
  const shapes = ending('.d.ts').flatMap(([, bytes]) => {
    const declarations = text(bytes);
    const owner = shapeOwner.exec(declarations)?.[1];
    return owner === undefined ? [] : [[owner, shapeOf(declarations)] as const];
  });
  return {
    glue: quietGlue(text(ending('.js')[0]![1])),
    core: Object.fromEntries(ending('.wasm').map(([name, bytes]) => [name, new Uint8Array(bytes)])),
    imports,
    shapes: Object.fromEntries(shapes),
  };
}
