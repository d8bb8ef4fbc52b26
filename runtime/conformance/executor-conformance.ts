import { InvalidRequestError, OperationFailedError } from '../errors.ts';
import type { ExecuteRequest, Operation } from '../executor/contract.ts';
import type { Executor } from '../executor/executor.ts';
import { OperationCodec } from '../executor/operation-codec.ts';
import { componentConformance } from './component-conformance.ts';
import { mistakesOf } from './mistakes.ts';
import type { Runner } from './runner.ts';
import { encodeSample, plainValue, triedOf } from './sample.ts';
import type { Subject } from './subject.ts';

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
  const { name } = subject.package;
  componentConformance(runner, subject, 'glue');
  // behind imports stands something that only the glue can call
  if (subject.package.imports === undefined && !subject.glueOnly) componentConformance(runner, subject, 'direct');

  test(`${name}: every operation answers as it declares`, async () => {
    const executor = await prepared(await host(), subject);
    for (const operation of triedOf(subject, await executor.operations())) {
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
    for (const operation of triedOf(subject, await executor.operations())) {
      const codec = new OperationCodec(operation);
      const good = encodeSample(subject, operation.name, [operation]);
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

  const { failing } = subject;
  if (failing !== undefined)
    test(`${name}: an operation that fails says so, and the next one works`, async () => {
      const executor = await prepared(await host(), subject);
      const [first] = triedOf(subject, await executor.operations());
      let error: unknown;
      try {
        await executor.execute(failing);
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

function plainRequest({ parameters, inputs }: ExecuteRequest) {
  return {
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, plainValue(value)])),
    inputs: Object.fromEntries(inputs.map(({ name, tensor: { type, dimensions, data } }) => [name, { type, dimensions, data }])),
  };
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
