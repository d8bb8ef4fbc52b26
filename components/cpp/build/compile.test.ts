import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Cache } from '../../../build/cache.ts';
import { options } from '../options.ts';
import { compileMissing, objectOf } from './compile.ts';
import { readSources } from './sources.ts';
import { defaultToolchain, openToolchain } from './toolchain.ts';
import { unitsOf } from './units.ts';

const member = fileURLToPath(new URL('..', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-compile-'));
const cache = new Cache(folder);
const toolchain = await openToolchain(defaultToolchain, { cache, jobs: 1 });
afterAll(() => {
  toolchain[Symbol.dispose]();
  fs.rmSync(folder, { recursive: true });
});

const good = `
#include "operation.hpp"
using namespace polyray;
constexpr Declaration declaration{
    .name = "test.scale", .summary = "Scales.",
    .parameters = {{.name = "factor", .summary = "How much.", .kind = Kind::number, .presence = byDefault(2.0), .minimum = 1},
                   {.name = "mode", .summary = "How.", .kind = Kind::text, .presence = byDefault("plain"), .choices = {"plain", "other"}}},
    .inputs = {{.name = "x", .summary = "In.", .types = {Type::fp64}, .dimensions = {true, {"n"}}}},
    .values = {{.name = "count", .summary = "How many.", .kind = Kind::integer}},
    .outputs = {{.name = "y", .summary = "Out.", .types = {Type::fp64}, .dimensions = {true, {"n"}}}}};
static void run(Request<declaration> call) {
  const double factor = call.parameter<"factor">();
  const bool other = call.choice<"mode">(false, true);
  const std::span<const double> x = elements<double>(call.input<"x">());
  const std::span<double> y = call.output<"y", double>(x.size());
  for (size_t i = 0; i < y.size(); ++i) y[i] = other ? -x[i] : x[i] * factor;
  call.value<"count">(static_cast<int64_t>(x.size()));
}
POLYRAY_OPERATION(declaration, run)
`;

function compile(text: string): Promise<number> {
  const tree = readSources(member, path.join(member, '../..'), undefined, true);
  tree.add('operations/test.scale.cpp', text);
  const units = unitsOf(tree, { ...options.parse({ fftw: false }), debug: false, toolchain }).filter(
    ({ file }) => file === 'operations/test.scale.cpp',
  );
  const signal = new AbortController().signal;
  return compileMissing({ tree, units, cache, toolchain, jobs: 1, signal, progress: () => {} }).then((compiled) => {
    for (const unit of units) expect(fs.readFileSync(objectOf(cache, unit)).subarray(0, 4).toString('latin1')).toBe('\0asm');
    return compiled;
  });
}

test('an operation that fits its declaration compiles, once', async () => {
  expect(await compile(good)).toBe(1);
  expect(await compile(good)).toBe(0);
}, 120_000);

test.each([
  ['an unknown parameter', 'parameter<"factor">', 'parameter<"factors">', /constant expression/],
  ['an unknown input', 'input<"x">', 'input<"signal">', /constant expression/],
  ['a parameter of another kind', 'const double factor =', 'const std::span<const double> factor =', /no viable conversion/],
  ['an output of another element type', 'output<"y", double>', 'output<"y", float>', /declared with another element type/],
  ['an output of another rank', '(x.size());\n  for', '(x.size(), 2);\n  for', /declared with another rank/],
  ['a value of another kind', 'static_cast<int64_t>(x.size())', '1.5', /declared with another kind/],
  ['a choice too few', '(false, true)', '(false)', /one option for each choice/],
  ['a default below the minimum', 'byDefault(2.0)', 'byDefault(0.5)', /isSound/],
  ['a default of another kind', 'byDefault(2.0)', 'byDefault(2)', /isSound/],
  ['a default that is no choice', 'byDefault("plain")', 'byDefault("none")', /isSound/],
  ['a name twice', '.name = "mode"', '.name = "factor"', /isSound/],
])(
  '%s is a compile error',
  async (_, from, to, message) => {
    expect(good).toContain(from);
    await expect(compile(good.replace(from, to))).rejects.toThrow(message);
  },
  120_000,
);
