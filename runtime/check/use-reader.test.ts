import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeVariables } from './free-variables.ts';

const seed = 20_261_125;

// Programs of every construct that declares or uses names, over few names so that they meet. `u` takes a use of one name and
// swallows its error; `p` runs what it is given. Everything runs, whatever a use says.
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const text = (parts: TemplateStringsArray, ...holes: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...holes).map((values) => String.raw({ raw: parts }, ...values));

const use = fc.oneof(
  text`u(() => ${name})`,
  text`u(() => { ${name} = 0; })`,
  text`u(() => typeof ${name})`,
  text`u(() => -${name})`,
  text`u(() => { [${name}] = [{ ${name}: 1 }.${name}]; })`,
  text`u(() => { ({ ${name}: ${name} = 1 } = {}); })`,
  text`u(() => ({ ${name} }))`,
);
const pattern = fc.oneof(
  name,
  text`{ ${name}, [${use}]: [${name} = ${use}] = [], ...${name} }`,
  text`[{ ${name}: ${name} = ${use} } = {}, , ...${name}]`,
);
const parameters = fc.oneof(fc.constant(''), text`${name} = ${use}`, text`${name}, ${pattern} = [], ${name} = ${use}`);
const { body } = fc.letrec<{ body: string; statement: string }>((tie) => {
  const inner = tie('body') as fc.Arbitrary<string>;
  return {
    body: fc.array(tie('statement') as fc.Arbitrary<string>, { maxLength: 4, depthIdentifier: 'nesting' }).map((lines) => lines.join('\n')),
    statement: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'nesting', withCrossShrink: true },
      text`${use};`,
      text`${fc.constantFrom('var', 'let')} ${name};`,
      text`${fc.constantFrom('var', 'let', 'const')} ${name} = ${use};`,
      text`${fc.constantFrom('var', 'let', 'const')} ${pattern} = [];`,
      text`function ${name}() {}`,
      text`class ${name} {}`,
      text`{ ${inner} }`,
      text`{ using ${name} = ${use}; ${inner} }`,
      text`for (let ${name} = ${use}, $ = 0; $ < 1; $++) { ${inner} }`,
      text`for (var ${name} of [[${use}]]) { ${inner} }`,
      text`for (const ${pattern} of [[${use}]]) { ${inner} }`,
      text`for (let ${name} in { x: ${use} }) { ${inner} }`,
      text`try { ${inner}; throw []; } catch (${pattern}) { ${inner} } finally { ${inner} }`,
      text`try { ${inner}; throw []; } catch { ${inner} }`,
      text`switch (${use}) { case ${use}: default: ${inner} }`,
      fc.tuple(name, inner).map(([label, lines]) => `${label}: { ${lines}; break ${label}; }`),
      text`p((${parameters}) => { ${inner} });`,
      text`p(function ${name}(${parameters}) { ${inner} });`,
      text`p((${parameters}) => ${use});`,
      text`[...(function* ${name}(${parameters}) { ${inner} })()];`,
      text`p(Object.values({ ${name}(${parameters}) { ${inner} } })[0]);`,
      text`new (class { constructor(${parameters}) { ${inner} } })();`,
      // in a block of its own: acorn refuses `function a() {} var a;` directly in a static block, which is allowed there
      text`class ${name} extends (${use}, Object) { static { { ${inner} } } static [${use}] = ${use}; }`,
      text`new (class ${name} { x = ${use}; y = p(() => { ${inner} }); })();`,
    ),
  };
});

/** The names that the engine does not find when the program runs; undefined where it does not compile. */
function notDefined(program: string): Set<string> | undefined {
  let run: (u: (use: () => unknown) => void, p: (run: () => unknown) => void) => void;
  try {
    run = new Function(`"use strict"; return (${program})`)();
  } catch {
    return undefined;
  }
  const names = new Set<string>();
  const swallow = (use: () => unknown) => {
    try {
      use();
    } catch (error) {
      // "Cannot access … before initialization" is an error too, of a name that is declared
      const missing = /^(\w+) is not defined$/.exec((error as Error).message);
      if (missing !== null) names.add(missing[1]!);
    }
  };
  run(swallow, (inside) => void inside());
  return names;
}

test('a name is free exactly when the engine does not find it', () => {
  let ran = 0;
  const runs = 3000;
  fc.assert(
    fc.property(body, (inside) => {
      const program = `(u, p) => {\n${inside}\n}`;
      const expected = notDefined(program);
      if (expected === undefined) {
        expect(() => freeVariables(program)).toThrow(SyntaxError);
      } else {
        ran++;
        expect(new Set(freeVariables(program).map((variable) => variable.name))).toEqual(expected);
      }
    }),
    { seed, numRuns: runs },
  );
  expect(ran).toBeGreaterThan(runs / 3);
});
