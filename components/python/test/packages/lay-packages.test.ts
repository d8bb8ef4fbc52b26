import { beforeAll, describe, expect, test } from 'vitest';
import { boot } from '../../host/boot.js';
import { InvalidWheelError, layPackages, target, WheelDigestError } from '../../host/packages/index.js';
import type { Pyodide } from '../../host/pyodide.js';
import { python } from '../../index.js';
import { makeWheel } from './make-wheel.ts';

let interpreter: Pyodide;
beforeAll(async () => {
  ({ python: interpreter } = await boot(python.options as Parameters<typeof boot>[0]));
});
const run = (source: string) => interpreter.runPython(source) as unknown;

describe('layPackages()', () => {
  test('makes packages importable, in the folder of packages', async () => {
    expect(() => run('import handmade')).toThrow('ModuleNotFoundError');
    await layPackages(interpreter, [makeWheel(), makeWheel([{ name: 'second/größe.txt', text: 'x' }], 'second')]);
    expect(run('import handmade, second; handmade.answer() + second.answer()')).toBe(84);
    expect(run('handmade.__file__')).toBe('/lib/python3.14/site-packages/handmade/__init__.py');
    expect(run('import importlib.metadata; importlib.metadata.version("handmade")')).toBe('1.0');
  });

  test('takes bytes that are a part of others', async () => {
    const { file, sha256, bytes } = makeWheel([], 'partial');
    const all = new Uint8Array(bytes.length + 20);
    all.set(bytes, 7);
    await layPackages(interpreter, [{ file, sha256, bytes: all.subarray(7, 7 + bytes.length) }]);
    expect(run('import partial; partial.answer()')).toBe(42);
  });

  test('says what Python finds wrong in an archive', async () => {
    const long = makeWheel([{ name: 'liar/zeros', text: 'x'.repeat(1000), size: 10 }], 'liar');
    const error = await layPackages(interpreter, [long]).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(InvalidWheelError);
    expect((error as Error).message).toMatch(/^Cannot use wheel "liar-1\.0-py3-none-any\.whl": it cannot be unpacked: .*(CRC|Bad|zip)/i);
  });

  test('lays nothing where one of them is not what was locked', async () => {
    const other = makeWheel([], 'other');
    const third = makeWheel([], 'third');
    const flipped = other.bytes.slice();
    flipped[60]! ^= 1;
    const error = await layPackages(interpreter, [third, { ...other, bytes: flipped }]).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(WheelDigestError);
    expect(error).toMatchObject({ name: 'WheelDigestError', file: 'other-1.0-py3-none-any.whl', expected: other.sha256 });
    expect((error as WheelDigestError).found).not.toBe(other.sha256);
    expect(() => run('import third')).toThrow('ModuleNotFoundError');
  });
});

test('target is what Pyodide says of itself', () => {
  const facts = `
import json, os, platform, sys, sysconfig
json.dumps({
    "implementation_name": sys.implementation.name, "implementation_version": ".".join(map(str, sys.implementation.version[:3])),
    "os_name": os.name, "platform_machine": platform.machine(), "platform_release": platform.release(),
    "platform_system": platform.system(), "platform_version": platform.version(),
    "python_full_version": platform.python_version(), "platform_python_implementation": platform.python_implementation(),
    "python_version": ".".join(platform.python_version_tuple()[:2]), "sys_platform": sys.platform,
})`;
  expect(JSON.parse(run(facts) as string)).toEqual(target.markers);
  const abi = run('import sysconfig; sysconfig.get_config_var("PYODIDE_ABI_VERSION")');
  expect([`pyemscripten_${abi}_wasm32`, target.markers.python_full_version]).toEqual([target.platform, target.python]);
});
