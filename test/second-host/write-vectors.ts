// Writes what components answer through jco, as JSON for replay.py: `write-vectors.ts FOLDER [EXECUTOR …]`.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mistakesOf } from '../../runtime/conformance/mistakes.ts';
import { odditiesOf } from '../../runtime/conformance/oddities.ts';
import { encodeRequest, encodeSample } from '../../runtime/conformance/sample.ts';
import { loadRaw, type RawExecutor, type SubjectRequests } from '../../runtime/conformance/subject.ts';
import type { ChainBinding, ChainStage, ExecuteRequest, ExecuteResponse } from '../../runtime/executor/contract.ts';
import type { PackagedExecutor } from '../../runtime/executor/executor-package.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';

/** One call and its outcome, in jco's form of values. */
interface Vector {
  readonly what: string;
  readonly interface: 'executor' | 'chain';
  readonly function: string;
  readonly arguments: readonly unknown[];
  readonly answer: unknown;
}

/** The requests of the conformance suite, in an order in which one instance can serve them. */
function* vectorsOf(subject: SubjectRequests, component: RawExecutor): Generator<Vector> {
  const { executor, operations } = component;
  const plain = (name: 'name' | 'version' | 'operations', answer: unknown): Vector => ({
    what: name,
    interface: 'executor',
    function: name,
    arguments: [],
    answer,
  });
  yield plain('name', executor.name());
  yield plain('version', executor.version());
  yield plain('operations', operations);
  const execute = (what: string, request: ExecuteRequest): Vector => ({
    what: `${request.operation}: ${what}`,
    interface: 'executor',
    function: 'execute',
    arguments: [request],
    answer: outcome(() => executor.execute(request)),
  });
  for (const request of subject.setup ?? []) yield execute('set-up', encodeRequest(request, operations));
  for (const { name } of operations) {
    const good = encodeSample(subject, name, operations);
    for (const { what, request } of mistakesOf(operations.find((operation) => operation.name === name)!, good))
      yield execute(what, request);
    for (const { what, request } of odditiesOf(good)) yield execute(what, request);
    const before = subject.before?.[name];
    if (before !== undefined) yield execute('before the sample', encodeRequest(before, operations));
    yield execute('sample', good);
    if (component.chain !== undefined && before === undefined) yield chained(component, good);
  }
  if (subject.failing !== undefined) yield execute('has no answer', encodeRequest(subject.failing, operations));
}

/** A chain of one stage, which must give what the stage gives alone, and its first input passed through. */
function chained({ chain, executor }: RawExecutor, { operation, parameters, inputs }: ExecuteRequest): Vector {
  const given = (name: string): ChainBinding => ({ name, source: { tag: 'input', val: name } });
  const stage: ChainStage = { operation, parameters, inputs: inputs.map(({ name }) => given(name)) };
  const made = executor
    .execute({ operation, parameters, inputs })
    .outputs.map(({ name }): ChainBinding => ({ name: `made ${name}`, source: { tag: 'stage', val: { stage: 0, port: name } } }));
  const outputs = [...made, ...inputs.slice(0, 1).map(({ name }) => given(name))];
  return {
    what: `${operation}: in a chain`,
    interface: 'chain',
    function: 'run',
    arguments: [[stage], inputs, outputs],
    answer: outcome(() => chain!.run([stage], [...inputs], outputs)),
  };
}

function outcome(call: () => unknown): { readonly ok: ExecuteResponse } | { readonly err: unknown } {
  try {
    return { ok: call() as ExecuteResponse };
  } catch (error) {
    if (!(error instanceof Error && 'payload' in error)) throw error; // a trap has no answer that another host could give
    return { err: error.payload };
  }
}

/** JSON has neither bytes, 64-bit integers, NaN, infinities nor minus zero: they become texts, which the types tell apart. */
function json(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Float64Array || value instanceof Uint32Array) return Array.from(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return Object.is(value, -0) ? '-0' : String(value);
  return value;
}

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('Cannot write vectors: no folder is given');
const { readBytes } = nodePlatform();
const lists = fs.readdirSync(new URL('../conformance/subjects', import.meta.url)).sort();
const chosen = lists.filter((file) => wanted.length === 0 || wanted.includes(path.basename(file, '.ts')));
if (chosen.length === 0) throw new Error(`Cannot write vectors of ${wanted.join(', ')}: there are ${lists.join(', ')}`);
fs.mkdirSync(folder, { recursive: true });
for (const file of chosen) {
  const exported = (await import(`../conformance/subjects/${file}`)) as Record<string, SubjectRequests | readonly SubjectRequests[]>;
  for (const subject of Object.values(exported).flat()) {
    if (subject.package.imports !== undefined) continue; // what satisfies them is JavaScript
    const build = (subject.package as PackagedExecutor).builds[0]!;
    const vectors = [...vectorsOf(subject, await loadRaw({ package: subject.package, readBytes }, 'glue'))];
    const name = [subject.package.name, ...build.features].join('-');
    fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify({ component: fileURLToPath(build.component), vectors }, json));
    console.log(`${name}: ${vectors.length} vectors`);
  }
}
