import { describe, expect, test } from 'vitest';
import type { ExecutorGrants } from '../executor/executor-grants.ts';
import { ComponentExit } from './cli/exit.ts';
import type { Output } from './cli/line-output.ts';
import { GuestError } from './guest-error.ts';
import type { InputStream } from './io/input-stream.ts';
import type { OutputStream } from './io/output-stream.ts';
import type { Pollable } from './io/pollable.ts';
import { WasiInstance } from './wasi-instance.ts';

type Any = (...args: never[]) => never;

function make(grants: ExecutorGrants, mayBlock = true) {
  const printed: Output[] = [];
  const instance = new WasiInstance(grants, { mayBlock, print: (output) => printed.push(output) });
  // biome-ignore lint/suspicious/noExplicitAny: what the glue calls is known by name alone
  const wasi = (name: string) => instance.imports[`wasi:${name}`] as any;
  return { instance, printed, wasi };
}

/** The payload that a component is handed. */
function refusal(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof GuestError) return error.payload;
    throw error;
  }
  throw new Error('it was not refused');
}

const utf8 = (text: string) => new TextEncoder().encode(text);

test('what was not granted is not there', () => {
  expect(Object.keys(make({}).instance.imports).filter((name) => !/^wasi:(io|cli)\//.test(name))).toEqual([]);
  expect(Object.keys(make({ clocks: {} }).instance.imports)).toContain('wasi:clocks/wall-clock');
});

describe('what is printed', () => {
  const write = (wasi: ReturnType<typeof make>['wasi'], stream: 'Stdout' | 'Stderr', bytes: Uint8Array) =>
    (wasi(`cli/${stream.toLowerCase()}`)[`get${stream}`]() as OutputStream).write(bytes);

  test('comes in whole lines, whatever pieces it is written in', () => {
    const { instance, printed, wasi } = make({ output: {} });
    const text = utf8('grüße\r\n\nrest');
    for (let i = 0; i < text.length; i++) write(wasi, 'Stdout', text.subarray(i, i + 1));
    write(wasi, 'Stderr', utf8('other'));
    expect(printed).toEqual([
      { stream: 'stdout', line: 'grüße' },
      { stream: 'stdout', line: '' },
    ]);
    instance.settle();
    expect(printed.slice(2)).toEqual([
      { stream: 'stdout', line: 'rest' },
      { stream: 'stderr', line: 'other' },
    ]);
    instance.settle();
    expect(printed).toHaveLength(4);
  });

  test('is bounded for both streams together, call by call', () => {
    const { instance, printed, wasi } = make({ output: { maxBytesPerCall: 5 } });
    for (let call = 0; call < 2; call++) {
      write(wasi, 'Stdout', utf8('abc'));
      write(wasi, 'Stderr', utf8('def'));
      write(wasi, 'Stderr', utf8('g\n'));
      instance.settle();
    }
    const call = [{ stream: 'stdout', line: 'abc' }, { stream: 'stderr', line: 'de' }, { droppedBytes: 3 }];
    expect(printed).toEqual([...call, ...call]);
  });

  test('is cut where a line has no end', () => {
    const { instance, printed, wasi } = make({ output: {} });
    write(wasi, 'Stdout', new Uint8Array(20_000).fill(97));
    instance.settle();
    write(wasi, 'Stdout', utf8(`${'b'.repeat(8193)}\n`));
    expect(printed.map((output) => ('line' in output ? output.line.length : output))).toEqual([8192, 8192, 20_000 - 16_384, 8192, 1]);
  });

  test('goes nowhere without the grant', () => {
    const { instance, printed, wasi } = make({ others: 'refuse' });
    write(wasi, 'Stdout', utf8('abc\n'));
    instance.settle();
    expect(printed).toEqual([]);
  });
});

test('a stream takes so much at once, and no more', () => {
  const { wasi } = make({});
  const stream = wasi('cli/stdout').getStdout() as OutputStream;
  expect(stream.checkWrite()).toBe(2n ** 20n);
  stream.write(new Uint8Array(2 ** 20));
  expect(() => stream.write(new Uint8Array(2 ** 20 + 1))).toThrow(RangeError);
  stream.blockingWriteZeroesAndFlush(2n ** 20n);
  expect(() => stream.writeZeroes(2n ** 64n - 1n)).toThrow(RangeError);
  stream.flush();
  stream.blockingFlush();
});

test('standard input is at its end', () => {
  const { wasi } = make({});
  const stream = wasi('cli/stdin').getStdin() as InputStream;
  expect(stream.read(0n)).toHaveLength(0);
  expect(stream.subscribe().ready()).toBe(true);
  for (const read of [stream.read, stream.blockingRead, stream.skip, stream.blockingSkip] as Any[]) {
    expect(refusal(() => read.call(stream, 1n as never))).toEqual({ tag: 'closed' });
  }
  const out = wasi('cli/stdout').getStdout() as OutputStream;
  expect(refusal(() => out.splice(stream, 5n))).toEqual({ tag: 'closed' });
});

test('nothing is a terminal', () => {
  const { wasi } = make({});
  for (const stream of ['Stdin', 'Stdout', 'Stderr']) {
    expect(wasi(`cli/terminal-${stream.toLowerCase()}`)[`getTerminal${stream}`]()).toBeUndefined();
  }
});

describe('clocks', () => {
  test('advance in steps', () => {
    const { wasi } = make({ clocks: { resolutionMs: 100 } });
    const clock = wasi('clocks/monotonic-clock');
    expect(clock.resolution()).toBe(100_000_000n);
    expect(clock.now() % 100_000_000n).toBe(0n);
    expect(wasi('clocks/wall-clock').resolution()).toEqual({ seconds: 0n, nanoseconds: 100_000_000 });
    expect(wasi('clocks/wall-clock').now().nanoseconds % 100_000_000).toBe(0);
  });

  test('tell the time of day', () => {
    const { seconds, nanoseconds } = make({ clocks: {} }).wasi('clocks/wall-clock').now();
    expect(Math.abs(Number(seconds) * 1000 + nanoseconds / 1e6 - Date.now())).toBeLessThan(5000);
  });

  test('a sleeper sees that its time is over, on coarse clocks too', () => {
    for (const resolutionMs of [0.001, 7]) {
      const { wasi } = make({ clocks: { resolutionMs } });
      const clock = wasi('clocks/monotonic-clock');
      const until = clock.now() + 3_000_000n;
      (clock.subscribeInstant(until) as Pollable).block();
      expect(clock.now()).toBeGreaterThanOrEqual(until);
    }
  });

  test('poll() says which are ready', () => {
    const { wasi } = make({ clocks: {} });
    const clock = wasi('clocks/monotonic-clock');
    const [far, past, soon] = [clock.subscribeDuration(60_000_000_000n), clock.subscribeInstant(0n), clock.subscribeDuration(2_000_000n)];
    const { poll } = wasi('io/poll');
    expect(poll([far, past, soon])).toEqual(Uint32Array.of(1));
    expect(poll([far, soon])).toEqual(Uint32Array.of(1));
    expect(far.ready()).toBe(false);
    expect(() => poll([])).toThrow('it waits for nothing');
  });

  test('nobody sleeps where the thread may not', () => {
    const clock = make({ clocks: {} }, false).wasi('clocks/monotonic-clock');
    expect(() => clock.subscribeDuration(1_000_000_000n).block()).toThrow('this thread may not sleep');
  });
});

describe('random bytes', () => {
  test('are as many as asked for, beyond what the engine gives at once', () => {
    const { wasi } = make({ random: true });
    for (const length of [0, 1, 65_536, 200_000]) {
      const bytes = wasi('random/random').getRandomBytes(BigInt(length)) as Uint8Array;
      expect(bytes).toHaveLength(length);
      if (length > 1000) expect(new Set(bytes.subarray(-1000)).size).toBeGreaterThan(100); // the last piece, too
    }
    expect(() => wasi('random/insecure').getInsecureRandomBytes(2n ** 40n)).toThrow('asks for 1099511627776 random bytes at once');
  });

  test('numbers differ', () => {
    const { wasi } = make({ random: true });
    expect(wasi('random/random').getRandomU64()).not.toBe(wasi('random/insecure').getInsecureRandomU64());
    const [a, b] = wasi('random/insecure-seed').insecureSeed();
    expect(a).not.toBe(b);
  });
});

test('exit() is remembered, should the component catch it', () => {
  const { instance, wasi } = make({});
  expect(instance.exit).toBeUndefined();
  expect(() => wasi('cli/exit').exitWithCode(7)).toThrow(ComponentExit);
  expect(instance.exit?.code).toBe(7);
  expect(() => wasi('cli/exit').exit({ tag: 'ok' })).toThrow('exit code 0');
  expect(() => wasi('cli/exit').exit({ tag: 'err' })).toThrow('exit code 1');
});

test('the environment is what was granted', () => {
  const environment = make({ environment: { A: '1', B: '' } }).wasi('cli/environment');
  expect(environment.getEnvironment()).toEqual([
    ['A', '1'],
    ['B', ''],
  ]);
  expect(environment.getArguments()).toEqual([]);
  expect(environment.initialCwd()).toBeUndefined();
});

test('an instance holds so many resources, and none after its end', () => {
  const { instance, wasi } = make({});
  const { getStdout } = wasi('cli/stdout');
  const first = getStdout() as OutputStream;
  for (let i = 1; i < 10_000; i++) getStdout();
  expect(getStdout).toThrow('it holds more than 10000 resources');
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  getStdout();
  expect(getStdout).toThrow(RangeError);
  instance.close();
  expect(first.handles.size).toBe(0);
});

test('sockets refuse where everything else does', () => {
  const { wasi } = make({ others: 'refuse' });
  expect(refusal(() => wasi('sockets/tcp-create-socket').createTcpSocket('ipv4'))).toBe('access-denied');
  expect(refusal(() => wasi('sockets/udp-create-socket').createUdpSocket('ipv6'))).toBe('access-denied');
  const network = wasi('sockets/instance-network').instanceNetwork();
  expect(network).toBeInstanceOf(wasi('sockets/network').Network);
  expect(refusal(() => wasi('sockets/ip-name-lookup').resolveAddresses(network, 'localhost'))).toBe('access-denied');
});
