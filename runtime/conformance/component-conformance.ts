import type { ExecuteRequest, Operation } from '../executor/contract.ts';
import { encodeValue } from '../executor/value-codec.ts';
import { mistakesOf } from './mistakes.ts';
import { odditiesOf } from './oddities.ts';
import type { Runner } from './runner.ts';
import { sameValue } from './same-value.ts';
import { encodeRequest, encodeSample, plainValue, triedOf } from './sample.ts';
import { loadRaw, type RawExecutor, type Subject } from './subject.ts';

/** What a component must do by itself, past the host's checks, through jco's glue as by direct calls. */
export function componentConformance(runner: Runner, subject: Subject, calls: 'direct' | 'glue'): void {
  // the annotation is what makes the assertion narrow
  const assert: Runner['assert'] = runner.assert;
  const { name, version } = subject.package;
  const test: Runner['test'] = (what, run) => runner.test(`${name} (${calls}): ${what}`, run);
  let loaded: Promise<RawExecutor> | undefined;
  const load = async (by = calls): Promise<RawExecutor> => {
    const component = await loadRaw(subject, by);
    for (const request of subject.setup ?? []) component.execute(encodeRequest(request, component.operations));
    return component;
  };
  const raw = (): Promise<RawExecutor> => {
    loaded ??= load();
    return loaded;
  };
  /** A good request, after what it needs. */
  const succeed = (component: RawExecutor, operation: string): void => {
    const before = subject.before?.[operation];
    if (before !== undefined) component.execute(encodeRequest(before, component.operations));
    component.execute(encodeSample(subject, operation, component.operations));
  };

  test('says who it is', async () => {
    const { executor } = await raw();
    assert(executor.name() === name, `name ${executor.name()} is ${name}`);
    assert(executor.version() === version, `version ${executor.version()} is ${version}`);
    assert(/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version), `version ${version} is semantic`);
  });

  test('declares the same operations each time, completely', async () => {
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
          encodeValue(spec, path, plainValue(spec.presence.val)); // throws where the default is not allowed
        }
        assert(spec.choices.length === 0 || spec.kind.startsWith('text'), `only texts have choices: ${path}`);
        assert(
          (spec.minimum ?? Number.NEGATIVE_INFINITY) <= (spec.maximum ?? Number.POSITIVE_INFINITY),
          `the bounds of ${path} leave something`,
        );
      }
    }
  });

  test('refuses every wrong request, and goes on', async () => {
    const component = await raw();
    for (const operation of triedOf(subject, component.operations)) {
      const good = encodeSample(subject, operation.name, component.operations);
      for (const { what, request, path } of mistakesOf(operation, good)) {
        const error = refusalOf(() => component.execute(request));
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

  test('empty tensors, NaN and infinities break nothing', async () => {
    const component = await raw();
    for (const operation of triedOf(subject, component.operations)) {
      const good = encodeSample(subject, operation.name, component.operations);
      for (const { request } of odditiesOf(good)) answersOrRefuses(component, request, assert);
      succeed(component, operation.name);
    }
  });

  const { large } = subject;
  if (large !== undefined)
    test('takes 64 MB, again and again, in flat memory', async () => {
      const component = await load();
      const encoded = encodeRequest(large, component.operations);
      const bytes = Math.max(...encoded.inputs.map(({ tensor }) => tensor.data.byteLength));
      assert(bytes >= 64_000_000, `the large sample has ${bytes} bytes`);
      for (let i = 0; i < 2; i++) component.execute(encoded);
      const before = component.memoryBytes();
      for (let i = 0; i < 2; i++) component.execute(encoded);
      assert(component.memoryBytes() === before, `memory went from ${before} to ${component.memoryBytes()} bytes`);
    });

  const count = subject.calls ?? 10_000;
  test(`${count} calls, good and bad, in flat memory`, async () => {
    const component = await load();
    const steady = triedOf(subject, component.operations).filter(({ name: operation }) => !subject.changing?.includes(operation));
    const goods = steady.map((operation) => encodeSample(subject, operation.name, component.operations));
    const bad = steady.map((operation, i) => [...mistakesOf(operation, goods[i]!)]);
    const call = (i: number): void => {
      if (i % 100 === 0) component.executor.operations();
      if (goods.length === 0) return;
      const which = i % goods.length;
      if (i % 4 === 3) {
        const list = bad[which]!;
        const error = refusalOf(() => component.execute(list[Math.floor(i / 4) % list.length]!.request));
        assert(error !== undefined, 'a mistake was accepted');
      } else {
        const refusal = refusalOf(() => component.execute(goods[which]!));
        const advice = 'those that change what others find belong among `changing`, what they need into `before`';
        assert(refusal === undefined, `"${goods[which]!.operation}" still answers its sample: ${shown(refusal)}; ${advice}`);
      }
    };
    for (let i = 0; i < count / 20; i++) call(i);
    const before = component.memoryBytes();
    for (let i = 0; i < count; i++) call(i);
    assert(component.memoryBytes() === before, `memory went from ${before} to ${component.memoryBytes()} bytes`);
  });

  const withInput = Object.entries(subject.samples).find(([, { inputs }]) => Object.keys(inputs ?? {}).length > 0);
  if (withInput !== undefined)
    test('dies of an input that its memory cannot hold, and a fresh instance works', async () => {
      const [operation] = withInput;
      const component = await load();
      const good = encodeSample(subject, operation, component.operations);
      const inputs = good.inputs.map(({ name: port, tensor }) => ({
        name: port,
        tensor: { ...tensor, data: new Uint8Array(2 ** 32 - 1) },
      }));
      let death: unknown;
      try {
        component.execute({ ...good, inputs });
      } catch (error) {
        death = error;
      }
      assert(death instanceof Error && !('payload' in death), `it trapped: ${death}`);
      succeed(await load(), operation);
    });

  if (calls === 'direct')
    test('answers and refuses as it does through the glue', async () => {
      const reference = await load('glue');
      const component = await load();
      const both = (what: string, request: ExecuteRequest): void => {
        const [direct, glue] = [component, reference].map((one) => answerOf(() => one.execute(request)));
        assert(sameValue(direct, glue), `${request.operation}, ${what}: ${shown(direct)} is ${shown(glue)}`);
      };
      for (const operation of triedOf(subject, component.operations)) {
        const good = encodeSample(subject, operation.name, component.operations);
        for (const { what, request } of mistakesOf(operation, good)) both(what, request);
        const before = subject.before?.[operation.name];
        if (before !== undefined) both('before', encodeRequest(before, component.operations));
        both('sample', good);
      }
    });
}

type Refusal = { tag: string; val: { path: string; message: string } };

/** What a call gave: a response, or the error of the contract. */
function answerOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    const { payload } = error as { payload?: Refusal };
    if (payload === undefined) throw error;
    return { payload };
  }
}

/** How a component refuses; undefined where it answers. */
function refusalOf(run: () => unknown): Refusal | undefined {
  return (answerOf(run) as { payload?: Refusal }).payload;
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

/** An answer in a message, long arrays in part. */
function shown(answer: unknown): string {
  return JSON.stringify(answer, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    return ArrayBuffer.isView(value) ? Array.from((value as Uint8Array).subarray(0, 20)) : value;
  });
}
