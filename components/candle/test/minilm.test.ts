import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { encodeRequest } from '../../../runtime/conformance/sample.ts';
import { loadRaw, type RawExecutor } from '../../../runtime/conformance/subject.ts';
import { nodePlatform } from '../../../runtime/platform/node.ts';
import { candle } from '../index.js';

interface Case {
  readonly sentence: string;
  readonly tokens: readonly number[];
  readonly embedding: readonly number[];
}

const file = process.env['POLYRAY_MINILM'];
if (file === undefined) throw new Error('POLYRAY_MINILM must name what oracle/minilm.py wrote: see .ci/stages/86-candle.sh');
const { folder, cases } = JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly folder: string; readonly cases: readonly Case[] };
/** Single precision over six layers, in another order of summation; the reference is in single precision too. */
const tolerance = 5e-6;

let executor: RawExecutor;
beforeAll(async () => {
  executor = await loadRaw({ package: candle, readBytes: nodePlatform().readBytes }, 'direct');
  const config = JSON.parse(fs.readFileSync(path.join(folder, 'config.json'), 'utf8'));
  const weights = new Uint8Array(fs.readFileSync(path.join(folder, 'model.safetensors')));
  const request = { operation: 'model.load', parameters: { model: 'MiniLM', config }, inputs: { weights } };
  const { values } = executor.execute(encodeRequest(request, executor.operations));
  expect(values[0]!.value.val).toBe(90_261_504n); // of 22 713 216 parameters, without the pooler's 147 840
}, 120_000);

function embed(rows: readonly (readonly number[])[]): Float32Array[] {
  const length = Math.max(...rows.map((row) => row.length));
  const tokens = Uint32Array.from(rows.flatMap((row) => [...row, ...new Array<number>(length - row.length).fill(0)]));
  const mask = Uint8Array.from(rows.flatMap((row) => [...row.map(() => 1), ...new Array<number>(length - row.length).fill(0)]));
  const dimensions = [rows.length, length];
  const request = {
    operation: 'model.run',
    parameters: { model: 'MiniLM' },
    inputs: { tokens: { data: tokens, dimensions }, mask: { data: mask, dimensions } },
  };
  const { tensor } = executor.execute(encodeRequest(request, executor.operations)).outputs[0]!;
  const all = new Float32Array(tensor.data.slice().buffer);
  return rows.map((_, i) => all.subarray((i * all.length) / rows.length, ((i + 1) * all.length) / rows.length));
}

const farthest = (found: Float32Array, wanted: readonly number[]) => Math.max(...wanted.map((each, i) => Math.abs(each - found[i]!)));

test.each(cases)(
  'all-MiniLM-L6-v2 means the same by "$sentence" as ONNX Runtime does',
  ({ tokens, embedding }) => {
    expect(embedding).toHaveLength(384);
    expect(farthest(embed([tokens])[0]!, embedding)).toBeLessThan(tolerance);
  },
  60_000,
);

test('also in one batch, whose rows are filled up to the longest', () => {
  const some = cases.filter(({ tokens }) => tokens.length < 64);
  expect(some.length).toBeGreaterThan(3);
  for (const [i, found] of embed(some.map(({ tokens }) => tokens)).entries())
    expect(farthest(found, some[i]!.embedding)).toBeLessThan(tolerance);
}, 60_000);
