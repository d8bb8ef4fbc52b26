import { InvalidRequestError, OperationFailedError } from '../../runtime/errors.ts';
import type { ExecuteRequest, Operation, Value } from '../../runtime/executor/contract.ts';
import type { Executor } from '../../runtime/executor/executor.ts';
import { OperationCodec } from '../../runtime/executor/operation-codec.ts';
import { viewAs } from '../../runtime/executor/tensor.ts';
import { encodeValue } from '../../runtime/executor/value-codec.ts';
import { mistakesOf } from './mistakes.ts';
import { loadRaw, type RawExecutor, type Subject } from './subject.ts';

/** What any test runner can offer. */
export interface Runner {
  test(name: string, run: () => void | Promise<void>): void;
  assert(condition: boolean, message: string): asserts condition;
}

/**
 * What every executor must do, whatever it computes: each mistake is tried against the host's checks and against the
 * component's own, and a good request must succeed after it.
 *
 * @param host gives the executor as the host runs it, in a worker
 */
export function executorConformance(runner: Runner, subject: Subject, host: () => Promise<Executor>): void {
  const { test } = runner;
  // the annotation is what makes the assertion narrow
  const assert: Runner['assert'] = runner.assert;
  const { name, version } = subject.package;
  let loaded: Promise<RawExecutor> | undefined;
  const encode = (operation: string, operations: readonly Operation[]): ExecuteRequest => {
    const sample = subject.samples[operation];
    assert(sample !== undefined, `there is a sample of "${operation}"`);
    return new OperationCodec(operations.find((candidate) => candidate.name === operation)!).encode(sample);
  };
  const raw = (): Promise<RawExecutor> => {
    loaded ??= loadRaw(subject).then((component) => {
      setUp(component);
      return component;
    });
    return loaded;
  };
  const setUp = (component: RawExecutor): void => {
    for (const { operation, ...request } of subject.setup ?? []) {
      component.execute(new OperationCodec(component.operations.find((candidate) => candidate.name === operation)!).encode(request));
    }
  };
  /** A good request, after what it needs. */
  const succeed = (component: RawExecutor, operation: string): void => {
    const before = subject.before?.[operation];
    if (before !== undefined)
      component.execute(new OperationCodec(component.operations.find(({ name: other }) => other === before.operation)!).encode(before));
    component.execute(encode(operation, component.operations));
  };
  const payload = (run: () => unknown): { tag: string; val: { path: string; message: string } } | undefined => {
    try {
      run();
    } catch (error) {
      const given = (error as { payload?: { tag: string; val: { path: string; message: string } } }).payload;
      if (given === undefined) throw error;
      return given;
    }
    return undefined;
  };

  test(`${name}: says who it is`, async () => {
    const { executor } = await raw();
    assert(executor.name() === name, `name ${executor.name()} is ${name}`);
    assert(executor.version() === version, `version ${executor.version()} is ${version}`);
    assert(/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version), `version ${version} is semantic`);
  });

  test(`${name}: declares the same operations each time, completely`, async () => {
    const { executor, operations } = await raw();
    const text = (list: readonly Operation[]) => JSON.stringify(list, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    assert(text(executor.operations()) === text(operations), 'operations are stable');
    const unique = (list: readonly { readonly name: string }[]) => new Set(list.map((item) => item.name)).size === list.length;
    assert(unique(operations), 'operation names are unique');
    for (const operation of operations) {
      const lists = [operation.parameters, operation.inputs, operation.values, operation.outputs];
      for (const list of lists) {
        assert(unique(list), `names in "${operation.name}" are unique`);
        for (const item of [operation, ...list])
          assert(item.name.length > 0 && item.summary.trim().length > 3, `"${operation.name}" ${item.name} has a summary`);
      }
      for (const spec of operation.parameters) {
        const path = `${operation.name} ${spec.name}`;
        if (spec.presence.tag === 'default') {
          assert(spec.presence.val.tag === spec.kind, `the default of ${path} is of its kind`);
          encodeValue(spec, path, plain(spec.presence.val)); // throws where the default is not allowed
        }
        assert(spec.choices.length === 0 || spec.kind.startsWith('text'), `only texts have choices: ${path}`);
        assert(
          (spec.minimum ?? Number.NEGATIVE_INFINITY) <= (spec.maximum ?? Number.POSITIVE_INFINITY),
          `the bounds of ${path} leave something`,
        );
      }
    }
  });

  test(`${name}: every operation answers as it declares`, async () => {
    const executor = await prepared(await host(), subject);
    for (const operation of await executor.operations()) {
      const sample = subject.samples[operation.name];
      assert(sample !== undefined, `there is a sample of "${operation.name}"`);
      const before = subject.before?.[operation.name];
      if (before !== undefined) await executor.execute(before);
      const { outputs, values } = await executor.execute({ operation: operation.name, ...sample });
      checkSizes(operation, sample, outputs, assert);
      for (const spec of operation.values) assert(!spec.always || spec.name in values, `"${operation.name}" gives value ${spec.name}`);
    }
  });

  test(`${name}: the host refuses every wrong request, and says where`, async () => {
    const executor = await prepared(await host(), subject);
    for (const operation of await executor.operations()) {
      const codec = new OperationCodec(operation);
      const good = encode(operation.name, [operation]);
      for (const { what, request, path, rawOnly } of mistakesOf(operation, good)) {
        if (rawOnly) continue;
        let error: unknown;
        try {
          const response = await executor.execute({ operation: request.operation, ...plainRequest(request) });
          assert(false, `${operation.name}: ${what} was answered with ${JSON.stringify(Object.keys(response.outputs))}`);
        } catch (thrown) {
          error = thrown;
        }
        assert(error instanceof InvalidRequestError, `${operation.name}: ${what} gives ${error}`);
        assert(
          error.origin === 'host' && (error.path === path || error.path.startsWith(`${path}[`)),
          `${operation.name}: ${what} is found by the host at ${path}, not by the ${error.origin} at ${error.path}`,
        );
      }
      codec.encode(subject.samples[operation.name]!);
    }
  });

  test(`${name}: the component refuses every wrong request, and goes on`, async () => {
    const component = await raw();
    for (const operation of component.operations) {
      const good = encode(operation.name, component.operations);
      for (const { what, request, path } of mistakesOf(operation, good)) {
        const error = payload(() => component.execute(request));
        assert(error?.tag === 'invalid', `${operation.name}: ${what} is invalid, not ${error?.tag}`);
        assert(
          error.val.path === path || error.val.path.startsWith(`${path}[`),
          `${operation.name}: ${what} is at ${path}, not at ${error.val.path}`,
        );
        assert(error.val.message.length > 0, `${operation.name}: ${what} is explained`);
      }
      succeed(component, operation.name);
    }
  });

  test(`${name}: empty tensors, NaN and infinities break nothing`, async () => {
    const component = await raw();
    for (const operation of component.operations) {
      const good = encode(operation.name, component.operations);
      for (const { name: port, tensor } of good.inputs) {
        const other = (changed: typeof tensor): ExecuteRequest => ({
          ...good,
          inputs: good.inputs.map((input) => (input.name === port ? { name: port, tensor: changed } : input)),
        });
        for (let axis = 0; axis < tensor.dimensions.length; axis++) {
          const dimensions = tensor.dimensions.map((size, i) => (i === axis ? 0 : size));
          answersOrRefuses(component, other({ ...tensor, dimensions, data: new Uint8Array(0) }), assert);
        }
        if (!['fp32', 'fp64', 'complex64', 'complex128'].includes(tensor.type)) continue;
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          const data = viewAs(tensor.type, tensor.data.slice()) as Float64Array | Float32Array;
          data.fill(value);
          answersOrRefuses(component, other({ ...tensor, data: new Uint8Array(data.buffer) }), assert);
        }
      }
      succeed(component, operation.name);
    }
  });

  test(`${name}: takes 64 MB, again and again, in flat memory`, async () => {
    const component = await loadRaw(subject);
    setUp(component);
    const { operation, ...request } = subject.large;
    const encoded = new OperationCodec(component.operations.find((candidate) => candidate.name === operation)!).encode(request);
    const bytes = Math.max(...encoded.inputs.map(({ tensor }) => tensor.data.byteLength));
    assert(bytes >= 64_000_000, `the large sample has ${bytes} bytes`);
    for (let i = 0; i < 2; i++) component.execute(encoded);
    const before = component.memoryBytes();
    for (let i = 0; i < 2; i++) component.execute(encoded);
    assert(component.memoryBytes() === before, `memory went from ${before} to ${component.memoryBytes()} bytes`);
  });

  test(`${name}: 10 000 calls, good and bad, in flat memory`, async () => {
    const component = await loadRaw(subject);
    setUp(component);
    const stateless = component.operations.filter(({ name: operation }) => !operation.startsWith('model.') || operation === 'model.run');
    const goods = stateless.map((operation) => encode(operation.name, component.operations));
    const bad = stateless.map((operation, i) => [...mistakesOf(operation, goods[i]!)]);
    const call = (i: number): void => {
      const which = i % goods.length;
      if (i % 4 === 3) {
        const list = bad[which]!;
        const error = payload(() => component.execute(list[Math.floor(i / 4) % list.length]!.request));
        assert(error !== undefined, 'a mistake was accepted');
      } else component.execute(goods[which]!);
      if (i % 100 === 0) component.executor.operations();
    };
    for (let i = 0; i < 500; i++) call(i);
    const before = component.memoryBytes();
    for (let i = 0; i < 10_000; i++) call(i);
    assert(component.memoryBytes() === before, `memory went from ${before} to ${component.memoryBytes()} bytes`);
  });

  test(`${name}: an operation that fails says so, and the next one works`, async () => {
    if (subject.failing === undefined) return;
    const executor = await prepared(await host(), subject);
    const [first] = await executor.operations();
    let error: unknown;
    try {
      await executor.execute(subject.failing);
    } catch (thrown) {
      error = thrown;
    }
    assert(error instanceof OperationFailedError || error instanceof InvalidRequestError, `it failed with ${error}`);
    await executor.execute({ operation: first!.name, ...subject.samples[first!.name] });
  });
}

const done = new WeakSet<Executor>();
async function prepared(executor: Executor, subject: Subject): Promise<Executor> {
  if (subject.setup !== undefined && !done.has(executor)) await executor.prepare(subject.setup);
  done.add(executor);
  return executor;
}

function plain(value: Value): unknown {
  return value.tag === 'json' ? JSON.parse(value.val) : value.val;
}

function plainRequest({ parameters, inputs }: ExecuteRequest) {
  return {
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, plain(value)])),
    inputs: Object.fromEntries(inputs.map(({ name, tensor: { type, dimensions, data } }) => [name, { type, dimensions, data }])),
  };
}

/** An answer, or an error of the contract; a trap is neither. */
function answersOrRefuses(component: RawExecutor, request: ExecuteRequest, assert: Runner['assert']): void {
  try {
    component.execute(request);
  } catch (error) {
    const tag = (error as { payload?: { tag: string } }).payload?.tag;
    assert(tag === 'invalid' || tag === 'failed' || tag === 'unsupported', `${request.operation} broke: ${error}`);
  }
}

/** Equal names of dimensions must be equal sizes, over inputs and outputs together. */
function checkSizes(
  operation: Operation,
  sample: Subject['samples'][string],
  outputs: Readonly<Record<string, { readonly dimensions: readonly number[]; readonly type: string }>>,
  assert: Runner['assert'],
): void {
  const sizes = new Map<string, number>();
  const inputs = new OperationCodec(operation).encode(sample).inputs;
  const tensors = [
    ...inputs.map(({ name, tensor }) => [operation.inputs.find((port) => port.name === name)!, [...tensor.dimensions]] as const),
    ...Object.entries(outputs).map(
      ([name, { dimensions }]) => [operation.outputs.find((port) => port.name === name)!, dimensions] as const,
    ),
  ];
  for (const [port, dimensions] of tensors) {
    if (port.dimensions === undefined) continue;
    assert(
      dimensions.length === port.dimensions.length,
      `${operation.name}: ${port.name} has rank ${dimensions.length}, declared ${port.dimensions.length}`,
    );
    for (const [i, dimension] of port.dimensions.entries()) {
      const known = dimension.tag === 'fixed' ? dimension.val : (sizes.get(dimension.val) ?? dimensions[i]!);
      if (dimension.tag === 'named') sizes.set(dimension.val, known);
      assert(
        known === dimensions[i],
        `${operation.name}: axis ${i} of ${port.name} is ${dimensions[i]}, declared ${dimension.val} is ${known}`,
      );
    }
  }
}
