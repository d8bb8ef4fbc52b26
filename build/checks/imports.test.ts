import { expect, test } from 'vitest';
import { cycles, forbidden, importsOf } from './imports.ts';

const link = (from: string, to: string) => ({ from, to, dynamic: false });

test('importsOf() finds every form', () => {
  const text = `import a from './a.ts';\nimport type { B } from "./b.ts";\nexport { c } from './c.ts';\nimport './d.ts';\nconst e = await import('./e.ts');\n// import f from './f.ts';\nimport {\n  g,\n} from './g.ts';\n`;
  expect(importsOf(text).map(({ specifier }) => specifier)).toEqual(['./a.ts', './b.ts', './c.ts', './g.ts', './d.ts', './e.ts']);
  expect(importsOf(text).filter(({ dynamic }) => dynamic)).toEqual([{ specifier: './e.ts', dynamic: true }]);
});

test('forbidden() holds rooms to the table', () => {
  expect(forbidden([link('runtime/worker/wire.ts', 'runtime/pipeline/plan.ts')])).toEqual([
    'runtime/worker/wire.ts: may not import runtime/pipeline/plan.ts',
  ]);
  expect(forbidden([link('components/ml/build.ts', 'components/cpp/build.ts')])).toHaveLength(1);
  expect(forbidden([link('examples/x/main.ts', 'runtime/init.ts')])).toHaveLength(1);
  expect(forbidden([link('runtime/init.ts', 'zod')])).toHaveLength(1);
  expect(forbidden([link('components/ml/build.ts', 'components/ml/build/asc.ts'), link('examples/x/main.ts', 'polyray/pipeline')])).toEqual(
    [],
  );
});

test('cycles() names a cycle once', () => {
  expect(cycles([link('a', 'b'), link('b', 'c'), link('c', 'a'), link('d', 'a')])).toEqual(['a -> b -> c -> a']);
  expect(cycles([link('a', 'b'), link('a', 'c'), link('b', 'c')])).toEqual([]);
  expect(cycles([link('a', 'b'), { ...link('b', 'a'), dynamic: true }])).toEqual([]);
});
